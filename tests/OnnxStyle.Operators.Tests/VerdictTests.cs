using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Tests;

/// <summary>Why a convolution stays ONNX Runtime's.</summary>
public sealed class VerdictTests
{
    public static TheoryData<string, string> Reasons => new()
    {
        { "kernel", "its kernel is 5x3, not 3x3 or 1x1" },
        { "stride", "its stride is 2x1" },
        { "dilation", "its dilation is 2x2" },
        { "group", "it has 2 groups" },
        { "padding", "its padding is 3, 0, 0, 0; 0 to 2 are possible" },
        { "point padding", "its padding is 0, 1, 0, 0; none is possible" },
        { "few", "too few channels for a 1x1 kernel: 3, fewer than 8" },
        { "line", "it has 1 spatial dimensions, not 2" },
        { "little", "too little work: 0.115 million operations, fewer than 2" },
    };

    [Theory]
    [MemberData(nameof(Reasons))]
    public void What_our_kernel_cannot_do_is_named(string kind, string reason)
    {
        GraphBuilder graph = new("refused");
        Value x = kind == "line" ? graph.Input("x", new Shape(1, 8, 12)) : graph.Input("x", new Shape(1, 8, 12, 12));
        Value y = kind switch
        {
            "kernel" => graph.Conv(x, Filters(graph, 8, 8, 5, 3), null),
            "stride" => graph.Conv(x, Filters(graph, 8, 8, 3, 3), null, strides: [2, 1]),
            "dilation" => graph.Conv(x, Filters(graph, 8, 8, 3, 3), null, dilations: [2, 2]),
            "group" => graph.Conv(x, Filters(graph, 8, 4, 3, 3), null, group: 2),
            "padding" => graph.Conv(x, Filters(graph, 8, 8, 3, 3), null, pads: [3, 0, 0, 0]),
            "point padding" => graph.Conv(x, Filters(graph, 8, 8, 1, 1), null, pads: [0, 1, 0, 0]),
            "few" => graph.Conv(graph.Input("large", new Shape(1, 8, 400, 400)), Filters(graph, 3, 8, 1, 1), null),
            "line" => graph.Conv(x, Filters(graph, 8, 8, 3), null),
            _ => graph.Conv(x, Filters(graph, 8, 8, 3, 3), null),
        };
        graph.Output(y, "y");
        Graph source = graph.Build();
        WinogradGraph rewritten = WinogradGraph.Of(source, always: kind is not "little" and not "few");
        ConvolutionVerdict verdict = Assert.Single(rewritten.Verdicts);
        Assert.False(verdict.Applies);
        Assert.Equal(reason, verdict.Reason);
        Assert.Same(source, rewritten.Graph);
    }

    [Fact]
    public void Operations_are_those_of_a_direct_convolution()
    {
        GraphBuilder graph = new("counted");
        graph.Output(graph.Conv(graph.Input("x", new Shape(2, 5, 9, 7)), Filters(graph, 11, 5, 3, 3), null, pads: [1, 1, 1, 1]), "y");
        ConvolutionVerdict verdict = Assert.Single(WinogradGraph.Of(graph.Build(), always: true).Verdicts);
        Assert.Equal(2.0 * 2 * 11 * 9 * 7 * 5 * 9, verdict.Operations);
        Assert.True(verdict.Applies);
        Assert.Equal("[2, 5, 9, 7] to [2, 11, 9, 7]", verdict.Shapes);
    }

    [Fact]
    public void Shapes_that_only_a_run_knows_are_named()
    {
        GraphBuilder graph = new("free");
        Value x = graph.Input("x", new Shape(1, 5, 9, 7));
        graph.Output(graph.Conv(x, Filters(graph, 11, 5, 3, 3), null), "y");
        byte[] model = OnnxWriter.Write(graph.Build());
        int at = model.AsSpan().IndexOf(new byte[] { 0x0a, 0x02, 0x08, 0x09 }); // a dimension of 9, as dim_value
        Assert.True(at > 0);
        (model[at + 2], model[at + 3]) = (0x12, 0x00); // dim_param, empty: its extent is free
        Graph read = OnnxReader.Read(model);
        Assert.False(read.Inputs[0].HasShape);
        Assert.Equal("its shape is known only in a run", Assert.Single(WinogradGraph.Of(read, always: true).Verdicts).Reason);
    }

    private static Value Filters(GraphBuilder graph, params long[] extents) => graph.Constant(new Tensor<float>(new Shape(extents), Blocks.Noise(1, new Shape(extents).ElementCount)));
}
