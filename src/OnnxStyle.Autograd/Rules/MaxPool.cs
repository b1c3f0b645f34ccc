using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Autograd.Rules;

/// <summary>
/// Max pooling: <c>y[o] = max_{k in window} x[o·s + k·d - p]</c>. Backward: dy[o] goes to the element that was the maximum.
/// x [N, C, in...], y and dy [N, C, out...].
/// </summary>
/// <remarks>
/// Windows that tile the image: where several elements of a window equal the maximum, each gets an equal share. Otherwise the
/// pooling is run again for its indices and dy is scattered to them: the first maximum in memory order gets all.
/// Differs from PyTorch: there the first maximum gets all in every case. Both are subgradients.
/// </remarks>
internal static class MaxPool
{
    public static Value?[] Build(GradientContext g)
    {
        Value x = g.Input(0), y = g.Output(0), dy = g.Gradient;
        long[] kernel = g.Node.Ints("kernel_shape") ?? throw g.Refuse("kernel_shape is missing");
        Window window = Window.Of(g, x.Shape, dy.Shape, kernel);
        return [AveragePool.Tiles(window, x.Shape, dy.Shape) ? Tiled(g, x, y, dy, kernel) : Scattered(g, x, dy)];
    }

    /// <summary>y = max over all spatial elements; equal shares for ties.</summary>
    public static Value?[] Global(GradientContext g)
    {
        Value mask = g.Mask(g.Graph.Equal(g.Input(0), g.Output(0)));
        Value ties = g.Graph.ReduceSum(mask, [.. Enumerable.Range(2, mask.Shape.Rank - 2).Select(a => (long)a)], keepDims: true);
        return [g.Graph.Mul(mask, g.Graph.Div(g.Gradient, ties))];
    }

    private static Value Tiled(GradientContext g, Value x, Value y, Value dy, long[] kernel)
    {
        long[] covered = y.Shape.ToArray();
        for (int i = 0; i < kernel.Length; i++) covered[i + 2] *= kernel[i];
        Shape shape = new(covered);
        Value inside = g.Fit(x, new long[covered.Length], covered);
        Value mask = g.Mask(g.Graph.Equal(inside, AveragePool.Upsample(g, y, kernel, shape)));
        long count = kernel.Aggregate(1L, (a, b) => a * b);
        Value ties = g.Scale(g.Graph.AveragePool(mask, kernel, kernel), count);
        Value spread = g.Graph.Mul(mask, AveragePool.Upsample(g, g.Graph.Div(dy, ties), kernel, shape));
        return g.Fit(spread, new long[covered.Length], x.Shape.ToArray());
    }

    private static Value Scattered(GradientContext g, Value x, Value dy)
    {
        OnnxAttribute[] attributes = [.. g.Node.Attributes.Where(a => a.Key != "storage_order").Select(a => a.Value)];
        Value indices = g.Graph.Ops("MaxPool", 2, [x], attributes)[1]; // positions in the whole of x, row-major
        Shape flat = new(dy.Shape.ElementCount);
        Value sum = g.Graph.ScatterElements(
            g.Zeros(new Shape(x.Shape.ElementCount)), g.Reshape(indices, flat), g.Reshape(dy, flat), 0, "add");
        return g.Reshape(sum, x.Shape);
    }
}
