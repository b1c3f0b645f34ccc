using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Runtime.Tests;

public sealed class CustomOperatorTests
{
    public CustomOperatorTests() => Library.Require();

    [Theory]
    [InlineData(1, 1, 0)]
    [InlineData(1, 7, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(2, 2, 0)]
    [InlineData(3, 64, 3)]
    public void An_operator_of_our_own_reads_attributes_and_inputs_and_spreads_its_work(int threads, int parts, int others)
    {
        ScaleOperator scale = new(variadic: others > 2);
        using Session session = Session.Create(Scaled(1, [3, 5], parts: parts, others: others), new SessionOptions { Operators = [scale], Threads = threads });
        Tensor<float> x = Filled(2, 3, 5), y = new(new Shape(3, 5));
        session.BindInput("x", x);
        session.BindOutput("y", y);
        session.Run();
        Assert.All(y.Span.ToArray(), value => Assert.Equal((1.5f * 2) + (others * 2), value));
        x.Span.Fill(4);
        session.Run();
        Assert.All(y.Span.ToArray(), value => Assert.Equal((1.5f * 4) + (others * 4), value));
        Assert.Equal("step1/Scale_1", scale.LastNode);
        Assert.Equal(new Shape(3, 5), session.ShapeOf("y"));
    }

    [Fact]
    public void An_optional_input_may_be_left_out()
    {
        GraphBuilder graph = new();
        Value x = graph.Input("x", new Shape(4));
        graph.Output(Scale(graph, [x, null, x], 1, "", 4), "y");
        using Session session = Session.Create(graph.Build(), new SessionOptions { Operators = [new ScaleOperator()] });
        Tensor<float> y = new(new Shape(4));
        session.BindInput("x", Filled(2, 4));
        session.BindOutput("y", y);
        session.Run();
        Assert.All(y.Span.ToArray(), value => Assert.Equal(5, value));
    }

    [Theory]
    [InlineData("compute", "this kernel fails on purpose")]
    [InlineData("part", "this part fails on purpose")]
    public void A_failing_kernel_is_an_error_of_the_run_with_its_words(string fails, string words)
    {
        using Session session = Session.Create(Scaled(1, [300], parts: 5, fails: fails), new SessionOptions { Operators = [new ScaleOperator()], Threads = 2 });
        session.BindInput("x", Filled(2, 300));
        session.BindOutput("y", Filled(2, 300));
        for (int round = 0; round < 3; round++)
        {
            RuntimeException error = Assert.Throws<RuntimeException>(() => session.Run());
            Assert.Contains(words, error.Message, StringComparison.Ordinal);
            Assert.Contains("Scale_1", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_kernel_that_cannot_be_made_is_an_error_of_the_session()
    {
        GraphBuilder graph = new();
        graph.Output(graph.OpIn(CustomOperator.Domain, "Scale", [graph.Input("x", new Shape(4))], [(ElementType.Float32, new Shape(4))])[0], "y");
        RuntimeException error = Assert.Throws<RuntimeException>(() => Session.Create(graph.Build(), new SessionOptions { Operators = [new ScaleOperator()] }));
        Assert.Contains("factor", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_graph_needs_its_operators_and_they_need_the_processor()
    {
        Assert.Contains("Scale", Assert.Throws<RuntimeException>(() => Session.Create(Scaled(1, [4]))).Message, StringComparison.Ordinal);
        SessionOptions options = new() { Provider = "CUDA", Operators = [new ScaleOperator(), new ScaleOperator()] };
        string message = Assert.Throws<OptionsException>(options.Validate).Message;
        Assert.Contains("only CPU", message, StringComparison.Ordinal);
        Assert.Contains("'Scale' 2 times", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_through_our_operators_allocates_nothing()
    {
        using Session session = Session.Create(Scaled(2, [300], parts: 8, others: 1), new SessionOptions { Operators = [new ScaleOperator()], Threads = 2 });
        session.BindInput("x", Filled(2, 300));
        session.BindOutput("y", Filled(2, 300));
        for (int i = 0; i < 50; i++) session.Run();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) session.Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Every_node_has_a_kernel_that_is_freed_with_its_session()
    {
        ScaleOperator scale = new();
        SessionOptions options = new() { Operators = [scale] };
        Session first = Session.Create(Scaled(3, [4]), options), second = Session.Create(Scaled(2, [4]), options);
        Assert.Equal(5, scale.Made);
        first.Dispose();
        Assert.Equal(3, scale.Freed);
        Tensor<float> y = new(new Shape(4));
        second.BindInput("x", Filled(2, 4));
        second.BindOutput("y", y);
        second.Run();
        Assert.All(y.Span.ToArray(), value => Assert.Equal(4.5f, value));
        second.Dispose();
        second.Dispose();
        Assert.Equal(5, scale.Freed);
    }

    [Fact]
    public void Abandoned_sessions_free_their_kernels()
    {
        ScaleOperator scale = new();
        for (int i = 0; i < 20; i++) Abandon(scale);
        for (int i = 0; i < 10 && scale.Freed < 20; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.Equal(20, scale.Made);
        Assert.InRange(scale.Freed, 19, 20); // one may still stand in a register of this method

        static void Abandon(ScaleOperator scale) => Session.Create(Scaled(1, [4]), new SessionOptions { Operators = [scale] }).BindInput("x", Filled(1, 4));
    }

    [Fact]
    public async Task Two_sessions_with_one_operator_run_at_once()
    {
        ScaleOperator scale = new();
        SessionOptions options = new() { Operators = [scale], Threads = 2 };
        Task<float>[] runs = [.. Enumerable.Range(1, 4).Select(k => Task.Run(() =>
        {
            using Session session = Session.Create(Scaled(4, [10_000], parts: 16), options);
            Tensor<float> x = Filled(k, 10_000), y = new(new Shape(10_000));
            session.BindInput("x", x);
            session.BindOutput("y", y);
            for (int i = 0; i < 20; i++) session.Run();
            Assert.Equal(-1, y.Span.IndexOfAnyExcept(y.Span[0]));
            return y.Span[0];
        }))];
        float[] results = await Task.WhenAll(runs);
        for (int k = 1; k <= 4; k++) Assert.Equal(k * 1.5f * 1.5f * 1.5f * 1.5f, results[k - 1]);
        Assert.Equal((16, 16), (scale.Made, scale.Freed));
    }

    [Fact]
    public async Task A_chain_of_our_operators_can_be_stopped()
    {
        ScaleOperator scale = new();
        using Session session = Session.Create(Scaled(4000, [100_000]), new SessionOptions { Operators = [scale], Threads = 1 });
        session.BindInput("x", Filled(0, 100_000));
        session.BindOutput("y", Filled(0, 100_000));
        using CancellationTokenSource source = new();
        Task run = Task.Run(() => session.Run(source.Token), TestContext.Current.CancellationToken);
        await Task.Delay(40, TestContext.Current.CancellationToken);
        if (run.IsCompleted) Assert.Skip("This machine finishes 4000 nodes before they can be stopped.");
        await source.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public void Our_nodes_stand_in_a_profile_with_their_names()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            using Session session = Session.Create(Scaled(2, [40]), new SessionOptions { Operators = [new ScaleOperator()], ProfilePath = Path.Combine(folder, "run") });
            session.BindInput("x", Filled(1, 40));
            session.BindOutput("y", Filled(1, 40));
            session.Run();
            ProfileNode[] nodes = [.. ProfileReader.Read(session.EndProfiling()).Where(n => n.OpType == "Scale")];
            Assert.Equal(["step1/Scale_1", "step2/Scale_1"], nodes.Select(n => n.Name).Order());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Graph Scaled(int nodes, long[] extents, int parts = 1, int others = 0, string fails = "")
    {
        GraphBuilder graph = new("scaled");
        Value x = graph.Input("x", new Shape(extents)), last = x;
        for (int i = 1; i <= nodes; i++)
        {
            using IDisposable scope = graph.Scope($"step{i}");
            last = Scale(graph, [last, .. Enumerable.Repeat<Value?>(x, others)], parts, fails, extents);
        }

        graph.Output(last, "y");
        return graph.Build();
    }

    private static Value Scale(GraphBuilder graph, Value?[] inputs, int parts, string fails, params long[] extents) =>
        graph.OpIn(CustomOperator.Domain, "Scale", inputs, [(ElementType.Float32, new Shape(extents))],
            OnnxAttribute.Of("factor", 1.5f), OnnxAttribute.Of("parts", [parts - 1L, 1L]), OnnxAttribute.Of("fails", fails), OnnxAttribute.Of("step", 1L))[0];

    private static Tensor<float> Filled(float value, params long[] dims)
    {
        Tensor<float> tensor = new(new Shape(dims));
        tensor.Span.Fill(value);
        return tensor;
    }
}
