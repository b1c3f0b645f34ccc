using OnnxStyle.Tensors;

namespace OnnxStyle.Runtime.Tests;

public sealed class ErrorTests
{
    public ErrorTests() => Library.Require();

    [Fact]
    public void A_wrong_shape_names_the_input_and_both_shapes()
    {
        using Session session = Session.Load(TinyModel.MultiplyAdd(2, 3), name: "m.onnx");
        ShapeException error = Assert.Throws<ShapeException>(() => session.BindInput("y", new Tensor<float>(new Shape(3, 2))));
        Assert.Equal("input 'y' of 'm.onnx': expected Float32 [2, 3], found Float32 [3, 2].", error.Message);
        Assert.Throws<ShapeException>(() => session.BindOutput("z", new Tensor<float>(new Shape(6))));
    }

    [Fact]
    public void A_wrong_type_names_both_types()
    {
        using Session session = Session.Load(TinyModel.MultiplyAdd(2));
        ShapeException error = Assert.Throws<ShapeException>(() => session.BindInput("x", new Tensor<double>(new Shape(2))));
        Assert.Contains("expected Float32 [2], found Float64 [2]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_name_lists_the_right_ones()
    {
        using Session session = Session.Load(TinyModel.MultiplyAdd(2));
        RuntimeException error = Assert.Throws<RuntimeException>(() => session.BindInput("z", new Tensor<float>(new Shape(2))));
        Assert.Contains("no input of that name; it has 'x', 'y'", error.Message, StringComparison.Ordinal);
        Assert.Throws<RuntimeException>(() => session.BindOutput("x", new Tensor<float>(new Shape(2))));
    }

    [Fact]
    public void Running_without_inputs_or_outputs_says_which()
    {
        using Session session = Session.Load(TinyModel.MultiplyAdd(2));
        session.BindInput("x", new Tensor<float>(new Shape(2)));
        Assert.Contains("'y' (Float32 [2])", Assert.Throws<RuntimeException>(() => session.Run()).Message, StringComparison.Ordinal);
        session.BindInput("y", new Tensor<float>(new Shape(2)));
        Assert.Contains("BindOutput", Assert.Throws<RuntimeException>(() => session.Run()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_binding_leaves_the_old_one()
    {
        using Session session = Session.Load(TinyModel.MultiplyAdd(2));
        Tensor<float> z = new(new Shape(2));
        session.BindInput("x", new Tensor<float>(new Shape(2), [1, 2]));
        session.BindInput("y", new Tensor<float>(new Shape(2), [1, 1]));
        session.BindOutput("z", z);
        Assert.Throws<ShapeException>(() => session.BindInput("x", new Tensor<float>(new Shape(3))));
        session.Run();
        Assert.Equal([2f, 4f], z.Span.ToArray());
    }

    [Fact]
    public void Dynamic_extents_that_do_not_go_together_fail_in_the_run()
    {
        byte[] model = new TinyModel().Node("MatMul", ["a", "b"], ["c"])
            .Input("a", ElementType.Float32, -1, -1).Input("b", ElementType.Float32, -1, -1).Output("c", ElementType.Float32, -1, -1).Bytes();
        using Session session = Session.Load(model, name: "product");
        session.BindInput("a", new Tensor<float>(new Shape(2, 3)));
        session.BindInput("b", new Tensor<float>(new Shape(4, 2)));
        session.BindOutput("c", new Tensor<float>(new Shape(2, 2)));
        RuntimeException error = Assert.Throws<RuntimeException>(() => session.Run());
        Assert.StartsWith("Running 'product' failed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named()
    {
        RuntimeException error = Assert.Throws<RuntimeException>(() => Session.Load("no/such/model.onnx"));
        Assert.Equal(RuntimeStatus.NoSuchFile, error.Status);
        Assert.Contains("no/such/model.onnx", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_with_a_space_and_other_letters_in_its_name_loads()
    {
        string path = Path.Combine(Path.GetTempPath(), $"größer {Guid.NewGuid():N}.onnx");
        File.WriteAllBytes(path, TinyModel.MultiplyAdd(2));
        try
        {
            using Session session = Session.Load(path);
            Assert.Equal(path, session.Name);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_model_cut_off_anywhere_is_refused_or_still_whole()
    {
        byte[] model = TinyModel.MultiplyAdd(2, 3);
        for (int length = 0; length < model.Length; length++) LoadDamaged(model.AsSpan(0, length), $"cut at {length}");
    }

    [Fact]
    public void A_model_with_changed_bytes_is_refused_or_loads()
    {
        const int seed = 7;
        Random random = new(seed);
        for (int round = 0; round < 300; round++)
        {
            byte[] model = TinyModel.MultiplyAdd(2, 3);
            for (int i = 0; i <= round % 4; i++) model[random.Next(model.Length)] = (byte)random.Next(256);
            LoadDamaged(model, $"seed {seed} round {round}");
        }
    }

    [Fact]
    public void Random_bytes_are_refused_with_the_name_and_a_remedy()
    {
        byte[] noise = new byte[5000];
        new Random(11).NextBytes(noise);
        RuntimeException error = Assert.Throws<RuntimeException>(() => Session.Load(noise, name: "noise.onnx"));
        Assert.Contains("noise.onnx", error.Message, StringComparison.Ordinal);
        Assert.Equal(RuntimeStatus.InvalidProtobuf, error.Status);
        Assert.Contains("export it again", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_operator_is_an_invalid_graph()
    {
        byte[] model = new TinyModel().Node("Paint", ["x"], ["y"]).Input("x", ElementType.Float32, 2).Output("y", ElementType.Float32, 2).Bytes();
        RuntimeException error = Assert.Throws<RuntimeException>(() => Session.Load(model));
        Assert.Contains("Paint", error.Message, StringComparison.Ordinal);
    }

    private static void LoadDamaged(ReadOnlySpan<byte> model, string what)
    {
        try
        {
            using Session session = Session.Load(model, new SessionOptions { Threads = 1 }, what);
        }
        catch (RuntimeException error)
        {
            Assert.Contains(what, error.Message, StringComparison.Ordinal);
        }
    }
}
