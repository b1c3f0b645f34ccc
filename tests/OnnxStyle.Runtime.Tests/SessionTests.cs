using OnnxStyle.Tensors;

namespace OnnxStyle.Runtime.Tests;

public sealed class SessionTests
{
    private const int Seed = 20261121;

    public SessionTests() => Library.Require();

    [Theory]
    [InlineData(new long[] { 1 })]
    [InlineData(new long[] { 3, 5 })]
    [InlineData(new long[] { 1, 2, 7, 9 })]
    public void Bound_tensors_are_read_and_written_in_place(long[] dims)
    {
        (Tensor<float> x, Tensor<float> y, Tensor<float> z) = (Values(dims, 1), Values(dims, 2), new(new Shape(dims)));
        using Session session = Session.Load(TinyModel.MultiplyAdd(dims));
        session.BindInput("x", x);
        session.BindInput("y", y);
        session.BindOutput("z", z);
        for (int round = 0; round < 3; round++)
        {
            x.Span[0] = round + 0.25f;
            session.Run();
            for (int i = 0; i < z.Span.Length; i++) Assert.Equal((x.Span[i] * y.Span[i]) + x.Span[i], z.Span[i], 1e-5f);
        }
    }

    [Fact]
    public void A_free_shape_is_told_by_a_run_that_disturbs_nothing()
    {
        (Tensor<float> x, Tensor<float> y, Tensor<float> z) = (Values([2, 7], 1), Values([2, 7], 2), new(new Shape(2, 7)));
        using Session session = Session.Load(TinyModel.MultiplyAdd(2, -1));
        Assert.Contains("inputs without a tensor", Assert.Throws<RuntimeException>(() => session.ShapeOf("z")).Message, StringComparison.Ordinal);
        session.BindInput("x", x);
        session.BindInput("y", y);
        Assert.Equal(new Shape(2, 7), session.ShapeOf("s"));
        session.BindOutput("z", z);
        Assert.Equal(new Shape(2, 7), session.ShapeOf("z"));
        Assert.All(z.Span.ToArray(), value => Assert.Equal(0, value));
        session.Run();
        Assert.Equal((x.Span[3] * y.Span[3]) + x.Span[3], z.Span[3], 1e-5f);
        session.BindInput("x", Values([2, 3], 1));
        session.BindInput("y", Values([2, 3], 2));
        Assert.Equal(new Shape(2, 3), session.ShapeOf("z"));
        Assert.Contains("'z', 's'", Assert.Throws<RuntimeException>(() => session.ShapeOf("q")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Inputs_and_outputs_are_described()
    {
        using Session session = Session.Load(TinyModel.MultiplyAdd(2, -1), name: "a name");
        Assert.Equal("a name", session.Name);
        Assert.Equal(["x", "y"], session.Inputs.Select(v => v.Name));
        Assert.Equal(["z", "s"], session.Outputs.Select(v => v.Name));
        Assert.Equal([2, -1], session.Inputs[0].Dimensions);
        Assert.Equal(ElementType.Float32, session.Outputs[1].ElementType);
        Assert.Equal("Float32 [2, ?]", session.Inputs[0].ToString());
    }

    [Fact]
    public void A_name_can_be_bound_again()
    {
        using Session session = Session.Load(TinyModel.MultiplyAdd(4));
        Tensor<float> first = new(new Shape(4)), second = new(new Shape(4));
        session.BindInput("x", Filled(2, 4));
        session.BindInput("y", Filled(3, 4));
        session.BindOutput("z", first);
        session.Run();
        session.BindInput("y", Filled(10, 4));
        session.BindOutput("z", second);
        session.Run();
        Assert.Equal([8f, 8f, 8f, 8f], first.Span.ToArray());
        Assert.Equal([22f, 22f, 22f, 22f], second.Span.ToArray());
    }

    [Fact]
    public void Bound_tensors_stay_alive_without_the_caller()
    {
        using Session session = Session.Load(TinyModel.MultiplyAdd(1000));
        Bind(session);
        for (int i = 0; i < 3; i++)
        {
            GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
            _ = GC.AllocateArray<byte>(100_000, pinned: true);
        }

        Tensor<float> z = new(new Shape(1000));
        session.BindOutput("z", z);
        session.Run();
        Assert.Equal(-1, z.Span.IndexOfAnyExcept(8f));

        static void Bind(Session session)
        {
            session.BindInput("x", Filled(2, 1000));
            session.BindInput("y", Filled(3, 1000));
        }
    }

    [Fact]
    public void Dynamic_extents_take_any_size()
    {
        using Session session = Session.Load(TinyModel.MultiplyAdd(-1));
        foreach (long n in new long[] { 1, 7, 64 })
        {
            Tensor<float> z = new(new Shape(n));
            session.BindInput("x", Filled(2, n));
            session.BindInput("y", Filled(3, n));
            session.BindOutput("z", z);
            session.Run();
            Assert.Equal(-1, z.Span.IndexOfAnyExcept(8f));
        }
    }

    [Fact]
    public void The_same_run_gives_the_same_bits()
    {
        using Session session = Session.Load(TinyModel.Chain(5, 65));
        Tensor<float> x = Values([65, 65], 3), y = new(new Shape(65, 65));
        session.BindInput("x", x);
        session.BindOutput("y", y);
        session.Run();
        byte[] first = y.Bytes.ToArray();
        y.Bytes.Clear();
        session.Run();
        Assert.True(y.Bytes.SequenceEqual(first));
        using Session again = Session.Load(TinyModel.Chain(5, 65));
        again.BindInput("x", x);
        again.BindOutput("y", y);
        again.Run();
        Assert.True(y.Bytes.SequenceEqual(first));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    public void Any_number_of_threads_gives_the_same_product(int threads)
    {
        using Session one = Session.Load(TinyModel.Chain(3, 33), new SessionOptions { Threads = 1 });
        using Session many = Session.Load(TinyModel.Chain(3, 33), new SessionOptions { Threads = threads });
        Tensor<float> x = Values([33, 33], 4), a = new(new Shape(33, 33)), b = new(new Shape(33, 33));
        foreach ((Session session, Tensor<float> y) in new[] { (one, a), (many, b) })
        {
            session.BindInput("x", x);
            session.BindOutput("y", y);
            session.Run();
        }

        for (int i = 0; i < a.Span.Length; i++) Assert.Equal(a.Span[i], b.Span[i], 1e-4f * Math.Max(1, Math.Abs(a.Span[i]))); // sums in another order
    }

    [Fact]
    public void A_bound_run_allocates_nothing()
    {
        using Session session = Session.Load(TinyModel.MultiplyAdd(3, 5));
        session.BindInput("x", Filled(2, 3, 5));
        session.BindInput("y", Filled(3, 3, 5));
        session.BindOutput("z", new Tensor<float>(new Shape(3, 5)));
        for (int i = 0; i < 50; i++) session.Run(); // also past the tiers of the compiler
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) session.Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Disposing_twice_is_once_and_later_use_is_an_error()
    {
        Session session = Session.Load(TinyModel.MultiplyAdd(2));
        session.Dispose();
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Run());
        Assert.Throws<ObjectDisposedException>(() => session.BindInput("x", Filled(1, 2)));
        Assert.Throws<ObjectDisposedException>(() => session.EndProfiling());
    }

    [Fact]
    public void Many_abandoned_sessions_are_freed()
    {
        for (int i = 0; i < 50; i++) Abandon();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using Session session = Session.Load(TinyModel.MultiplyAdd(2));
        Assert.Equal(2, session.Inputs.Count);

        static void Abandon()
        {
            Session session = Session.Load(TinyModel.MultiplyAdd(2));
            session.BindInput("x", Filled(1, 2));
        }
    }

    private static Tensor<float> Filled(float value, params long[] dims)
    {
        Tensor<float> tensor = new(new Shape(dims));
        tensor.Span.Fill(value);
        return tensor;
    }

    private static Tensor<float> Values(long[] dims, int salt)
    {
        Tensor<float> tensor = new(new Shape(dims));
        Random random = new(Seed + salt);
        foreach (ref float v in tensor.Span) v = random.NextSingle();
        return tensor;
    }
}
