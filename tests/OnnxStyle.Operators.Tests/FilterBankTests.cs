using OnnxStyle.Onnx;
using OnnxStyle.Operators.Winograd;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Tests;

public sealed class FilterBankTests
{
    public FilterBankTests() => Library.Require();

    [Fact]
    public void Sessions_share_filters_and_the_last_one_frees_them()
    {
        Tensor<float> filters = new(new Shape(20, 20, 3, 3), Blocks.Noise(1, 20 * 20 * 9, 0.1));
        FilterBank bank = new();
        using Session small = Make(filters, 32, bank), large = Make(filters, 40, bank);
        Assert.Equal(1, bank.Count);
        Assert.Equal(WinogradFilters.BytesOf(20, 20, WinogradTile.Four), bank.Bytes);
        float[] before = Run(small, 32);
        bank.Dispose(); // both sessions still use them
        Assert.Equal(1, bank.Count);
        Assert.Equal(before, Run(small, 32));
        small.Dispose();
        Assert.Equal(1, bank.Count);
        _ = Run(large, 40);
        large.Dispose();
        Assert.Equal(0, bank.Count);
        Assert.Throws<RuntimeException>(() => Make(filters, 32, bank));
    }

    [Fact]
    public void Filters_stay_between_sessions()
    {
        Tensor<float> filters = new(new Shape(20, 20, 3, 3), Blocks.Noise(1, 20 * 20 * 9, 0.1));
        using FilterBank bank = new();
        Make(filters, 32, bank).Dispose();
        Assert.Equal(1, bank.Count);
        Make(filters, 40, bank).Dispose();
        Assert.Equal(1, bank.Count);
    }

    [Fact]
    public async Task Sessions_of_one_bank_run_at_once()
    {
        Tensor<float> filters = new(new Shape(20, 20, 3, 3), Blocks.Noise(1, 20 * 20 * 9, 0.1));
        using FilterBank bank = new();
        using Session alone = Make(filters, 40, bank);
        float[] expected = Run(alone, 40);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            using Session session = Make(filters, 40, bank);
            for (int i = 0; i < 5; i++) Assert.Equal(expected, Run(session, 40));
        })));
    }

    [Fact]
    public async Task A_run_can_be_stopped_and_goes_again()
    {
        GraphBuilder graph = new("long");
        Value x = graph.Input("x", new Shape(1, 32, 96, 96)), y = x;
        Tensor<float> filters = new(new Shape(32, 32, 3, 3), Blocks.Noise(1, 32 * 32 * 9, 0.05));
        for (int i = 0; i < 300; i++) y = graph.Conv(y, graph.Constant(filters), null, pads: [1, 1, 1, 1]);
        graph.Output(y, "y");
        using FilterBank bank = new();
        using Session session = WinogradGraph.Of(graph.Build()).CreateSession(new SessionOptions { Threads = 1 }, bank);
        Tensor<float> result = new(new Shape(1, 32, 96, 96));
        session.BindInput("x", new Tensor<float>(new Shape(1, 32, 96, 96)));
        session.BindOutput("y", result);
        using CancellationTokenSource source = new();
        // However fast a run is, one of so many is stopped.
        Task run = Task.Run(() => { for (int i = 0; i < 200; i++) session.Run(source.Token); }, TestContext.Current.CancellationToken);
        await Task.Delay(30, TestContext.Current.CancellationToken);
        await source.CancelAsync();
        await Assert.ThrowsAsync<OperationCanceledException>(() => run);
        session.Run();
        Assert.All(result.Span.ToArray(), value => Assert.Equal(0, value));
    }

    private static Session Make(Tensor<float> filters, int side, FilterBank bank)
    {
        GraphBuilder graph = new("shared");
        Value x = graph.Input("x", new Shape(1, 20, side, side));
        graph.Output(graph.Conv(x, graph.Constant(filters), null, pads: [1, 1, 1, 1]), "y");
        return WinogradGraph.Of(graph.Build(), always: true).CreateSession(new SessionOptions { Threads = 2 }, bank);
    }

    private static float[] Run(Session session, int side)
    {
        Tensor<float> x = new(new Shape(1, 20, side, side), Blocks.Noise(side, 20 * side * side)), y = new(new Shape(1, 20, side, side));
        session.BindInput("x", x);
        session.BindOutput("y", y);
        session.Run();
        return y.Span.ToArray();
    }
}
