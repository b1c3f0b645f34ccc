using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Autograd.Rules;

/// <summary>
/// Instance normalisation (opset 6, <see href="https://onnx.ai/onnx/operators/onnx__InstanceNormalization.html"/>).
/// Forward: <c>y = s·x̂ + b</c>, <c>x̂ = (x - μ)·r</c>, <c>r = 1/√(σ² + ε)</c>; μ and the biased σ² over the spatial axes of each (n, c).
/// Backward: <c>db = Σ dy</c> and <c>ds = Σ dy·x̂</c> over all axes but the channels;
/// <c>dx = s·r·(dy - mean(dy) - x̂·mean(dy·x̂))</c>, means over the spatial axes.
/// </summary>
/// <remarks>Shapes: x, y, dy [N, C, spatial...]; s, b [C]; μ, r [N, C, 1...].</remarks>
internal static class InstanceNormalization
{
    public static Value?[] Build(GradientContext g)
    {
        Value x = g.Input(0), dy = g.Gradient;
        long[] spatial = [.. Enumerable.Range(2, x.Shape.Rank - 2).Select(a => (long)a)];
        (Value normal, Value r) = Normalise(g, x, spatial, g.Node.Float("epsilon", 1e-5f));
        Value? dx = null, ds = null, db = null;
        if (g.Needs(0)) dx = g.Graph.Mul(g.Graph.Mul(PerChannel(g, g.Input(1), x.Shape), r), Centre(g, dy, normal, spatial));
        long[] others = GradientContext.AxesBut(x.Shape.Rank, 1);
        if (g.Needs(1)) ds = g.Graph.ReduceSum(g.Graph.Mul(dy, normal), others, keepDims: false);
        if (g.Needs(2)) db = g.Graph.ReduceSum(dy, others, keepDims: false);
        return [dx, ds, db];
    }

    /// <summary>x̂ and r with statistics over some axes.</summary>
    public static (Value Normal, Value InverseDeviation) Normalise(GradientContext g, Value x, long[] axes, float epsilon)
    {
        GraphBuilder b = g.Graph;
        Value centred = b.Sub(x, b.ReduceMean(x, axes, keepDims: true));
        Value variance = b.ReduceMean(b.Mul(centred, centred), axes, keepDims: true);
        Value r = b.Reciprocal(b.Sqrt(b.Add(variance, b.Scalar(epsilon))));
        return (b.Mul(centred, r), r);
    }

    /// <summary>d - mean(d) - x̂·mean(d·x̂): what is left of d after the parts that normalisation removes.</summary>
    public static Value Centre(GradientContext g, Value d, Value normal, long[] axes)
    {
        GraphBuilder b = g.Graph;
        Value along = b.Mul(normal, b.ReduceMean(b.Mul(d, normal), axes, keepDims: true));
        return b.Sub(b.Sub(d, b.ReduceMean(d, axes, keepDims: true)), along);
    }

    /// <summary>[C] as [1, C, 1...], to be broadcast to the rank of x.</summary>
    public static Value PerChannel(GradientContext g, Value value, Shape x)
    {
        long[] dims = Window.Ones(x.Rank);
        dims[1] = value.Shape.ElementCount;
        return g.Reshape(value, new Shape(dims));
    }
}
