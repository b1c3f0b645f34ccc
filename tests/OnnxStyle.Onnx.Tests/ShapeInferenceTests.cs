using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx.Tests;

public sealed class ShapeInferenceTests
{
    private readonly GraphBuilder graph = new();

    private int inputs;

    private Value X(params long[] dims) => graph.Input($"x{inputs++}", new Shape(dims));

    private Value I(params long[] dims) => graph.Input($"i{inputs++}", new Shape(dims), ElementType.Int64);

    private static void Is(Value value, params long[] dims) => Assert.Equal(new Shape(dims), value.Shape);

    [Theory] // expected values: PyTorch's formulas worked out by hand
    [InlineData(new long[] { 1, 3, 5, 7 }, new long[] { 4, 3, 3, 3 }, null, null, null, 1, new long[] { 1, 4, 3, 5 })]
    [InlineData(new long[] { 1, 3, 5, 7 }, new long[] { 4, 3, 3, 3 }, new long[] { 2, 3 }, new long[] { 1, 1, 1, 1 }, null, 1, new long[] { 1, 4, 3, 3 })]
    [InlineData(new long[] { 2, 6, 9, 11 }, new long[] { 4, 3, 3, 2 }, null, new long[] { 0, 1, 2, 3 }, new long[] { 2, 3 }, 2, new long[] { 2, 4, 7, 12 })]
    [InlineData(new long[] { 1, 2, 8 }, new long[] { 2, 1, 3 }, new long[] { 2 }, null, null, 2, new long[] { 1, 2, 3 })]
    public void Conv(long[] x, long[] w, long[]? strides, long[]? pads, long[]? dilations, long group, long[] expected) =>
        Is(graph.Conv(X(x), X(w), null, strides, pads, dilations, group), expected);

    [Theory]
    [InlineData(new long[] { 1, 4, 3, 5 }, new long[] { 4, 3, 3, 3 }, null, null, null, 1, null, new long[] { 1, 3, 5, 7 })]
    [InlineData(new long[] { 1, 4, 3, 3 }, new long[] { 4, 3, 3, 3 }, new long[] { 2, 3 }, new long[] { 1, 1, 1, 1 }, null, 1, new long[] { 0, 0 }, new long[] { 1, 3, 5, 7 })]
    [InlineData(new long[] { 1, 4, 3, 3 }, new long[] { 4, 1, 3, 3 }, new long[] { 2, 2 }, new long[] { 1, 1, 1, 1 }, null, 2, new long[] { 1, 0 }, new long[] { 1, 2, 6, 5 })]
    public void ConvTranspose(long[] x, long[] w, long[]? strides, long[]? pads, long[]? dilations, long group, long[]? extra, long[] expected) =>
        Is(graph.ConvTranspose(X(x), X(w), null, strides, pads, dilations, group, extra), expected);

    [Theory]
    [InlineData(5, 2, 2, 0, false, 2)]
    [InlineData(5, 2, 2, 0, true, 3)]
    [InlineData(6, 2, 2, 0, true, 3)]
    [InlineData(4, 3, 2, 1, true, 3)]
    [InlineData(3, 1, 2, 1, true, 2)] // a third window would start in the right padding
    [InlineData(7, 3, 3, 1, false, 3)]
    public void Pool(long extent, long kernel, long stride, long pad, bool ceil, long expected)
    {
        Is(graph.MaxPool(X(1, 2, extent, 9), [kernel, 1], [stride, 1], [pad, 0, pad, 0], ceil), 1, 2, expected, 9);
        Is(graph.AveragePool(X(1, 2, extent, 9), [kernel, 1], [stride, 1], [pad, 0, pad, 0], true, ceil), 1, 2, expected, 9);
    }

    [Theory]
    [InlineData(0, 3, 1, 3)]
    [InlineData(-2, 100, 1, 2)]
    [InlineData(1, -1, 1, 3)]
    [InlineData(0, 5, 2, 3)]
    [InlineData(4, -100, -1, 5)]
    [InlineData(-1, 0, -2, 2)]
    [InlineData(3, 1, 1, 0)]
    [InlineData(100, -100, -1, 5)]
    [InlineData(long.MaxValue, long.MinValue, -1, 5)]
    [InlineData(0, long.MaxValue, long.MaxValue, 1)]
    public void Slice(long start, long end, long step, long expected) => Is(graph.Slice(X(3, 5), [start], [end], [-1], [step]), 3, expected);

    [Fact]
    public void Broadcasting_and_matrix_products()
    {
        Is(graph.Add(X(3, 1, 5), X(4, 1)), 3, 4, 5);
        Is(graph.Where(graph.Greater(X(2, 1), X(1)), X(1, 3), X(1)), 2, 3);
        Is(graph.MatMul(X(7, 1, 2, 3), X(5, 3, 4)), 7, 5, 2, 4);
        Is(graph.MatMul(X(3), X(3, 4)), 4);
        Is(graph.MatMul(X(2, 3), X(3)), 2);
        Is(graph.Gemm(X(3, 2), X(5, 3), X(5), transA: true, transB: true), 2, 5);
        Assert.Throws<ShapeException>(() => graph.Gemm(X(3, 2), X(5, 3), transB: true));
        Assert.Equal(ElementType.Boolean, graph.Equal(I(2), I(2)).ElementType);
        Assert.Throws<ShapeException>(() => graph.Add(I(2), X(2)));
    }

    [Fact]
    public void Shaping()
    {
        Is(graph.Reshape(X(2, 3, 4), 0, -1), 2, 12);
        Is(graph.Reshape(X(1), []));
        Is(graph.Flatten(X(2, 3, 4), -1), 6, 4);
        Is(graph.Flatten(X(2, 3, 4), 0), 1, 24);
        Is(graph.Squeeze(X(1, 3, 1), -1), 1, 3);
        Is(graph.Squeeze(X(1, 3, 1)), 3);
        Is(graph.Unsqueeze(X(3, 4), 0, -1), 1, 3, 4, 1);
        Is(graph.Transpose(X(2, 3, 4), [2, 0, 1]), 4, 2, 3);
        Is(graph.Concat(-1, X(2, 3), X(2, 4)), 2, 7);
        Is(graph.Expand(X(3, 1), new Shape(2, 1, 5)), 2, 3, 5);
        Is(graph.DepthToSpace(X(1, 8, 3, 5), 2), 1, 2, 6, 10);
        Assert.Throws<ShapeException>(() => graph.Reshape(X(2, 3), 4, -1));
        Assert.Throws<ShapeException>(() => graph.Transpose(X(2, 3), [0, 0]));
        Assert.Throws<ShapeException>(() => graph.Squeeze(X(2, 3), 0));
        Assert.Throws<ShapeException>(() => graph.Concat(0, X(2, 3), X(2, 4)));
    }

    [Fact]
    public void Slicing()
    {
        Is(graph.Pad(X(1, 2, 3, 4), [0, 0, 1, -1, 0, 0, 2, 0]), 1, 2, 6, 3);
        Is(graph.Resize(X(1, 2, 3, 4), new Shape(1, 2, 7, 5)), 1, 2, 7, 5);
        Is(graph.Tile(X(2, 3), [2, 3]), 4, 9);
        IReadOnlyList<Value> parts = graph.Split(X(2, 7), [3, 4], 1);
        Is(parts[1], 2, 4);
        Assert.Throws<ShapeException>(() => graph.Pad(X(1, 1, 3, 3), [0, 0, 3, 0, 0, 0, 0, 0], "reflect"));
    }

    [Fact]
    public void Reductions_and_indices()
    {
        Is(graph.ReduceSum(X(2, 3, 4), [-1, 0]), 1, 3, 1);
        Is(graph.ReduceMean(X(2, 3, 4), [1], false), 2, 4);
        Is(graph.ReduceMax(X(2, 3), keepDims: false));
        Is(graph.ArgMax(X(2, 3), -1, false), 2);
        Is(graph.TopK(X(2, 7), 3)[1], 2, 3);
        Is(graph.Gather(X(2, 3, 4), I(5, 6), 1), 2, 5, 6, 4);
        Is(graph.GatherElements(X(2, 3), I(2, 9), 1), 2, 9);
        Is(graph.ScatterElements(X(2, 3), I(1, 3), X(1, 3)), 2, 3);
        Is(graph.GridSample(X(2, 3, 4, 5), X(2, 6, 7, 2)), 2, 3, 6, 7);
        Is(graph.Op("OneHot", [I(2, 3), graph.Int64s(10), X(2)]), 2, 3, 10);
        Assert.Throws<ShapeException>(() => graph.ReduceSum(X(2), [1]));
    }

    [Fact]
    public void Normalizations()
    {
        Is(graph.InstanceNormalization(X(2, 3, 5, 7), X(3), X(3)), 2, 3, 5, 7);
        Assert.Single(graph.BatchNormalization(X(2, 3, 5, 7), X(3), X(3), X(3), X(3)));
        Is(graph.BatchNormalization(X(2, 3, 5, 7), X(3), X(3), X(3), X(3), training: true)[2], 3);
        Is(graph.Softmax(X(2, 3), 0), 2, 3);
        Assert.Throws<ShapeException>(() => graph.InstanceNormalization(X(2, 3, 5, 7), X(2), X(3)));
    }

    [Fact]
    public void Shapes_fold_through_the_usual_chain_of_an_exporter()
    {
        Value x = X(2, 3, 4, 5);
        Value batch = graph.Gather(graph.Op("Shape", [x]), graph.Constant(new Tensor<long>(Shape.Scalar, [0])));
        Value dims = graph.Concat(0, graph.Unsqueeze(batch, 0), graph.Int64s(-1));
        Is(graph.Op("Reshape", [x, dims]), 2, 60);
        Value tail = graph.Slice(graph.Op("Shape", [x]), [2], [long.MaxValue], [0]);
        Is(graph.Op("ConstantOfShape", [graph.Mul(tail, graph.Int64s(2))]), 8, 10);
    }

    [Theory]
    [InlineData(new long[] { 0, 1 })]
    [InlineData(new long[] { -1, 1 })]
    [InlineData(new long[] { 1 })]
    public void Strides_are_checked(long[] strides) => Assert.Throws<ShapeException>(() => graph.Conv(X(1, 1, 4, 4), X(1, 1, 2, 2), strides: strides));

    [Fact]
    public void A_huge_pad_is_an_error_and_no_overflow() => Assert.Throws<ShapeException>(() => graph.Pad(X(4), [long.MaxValue, long.MaxValue]));
}
