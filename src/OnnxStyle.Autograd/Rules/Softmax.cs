using OnnxStyle.Onnx;

namespace OnnxStyle.Autograd.Rules;

/// <summary>Softmax and its logarithm along one axis (opset 13 and later: other axes are left alone).</summary>
internal static class Softmax
{
    /// <summary>y = exp(x) / Σ exp(x): dx = y · (dy - Σ dy · y).</summary>
    public static Value?[] Build(GradientContext g)
    {
        Value y = g.Output(0), dy = g.Gradient;
        Value weighted = g.Graph.ReduceSum(g.Graph.Mul(dy, y), Axis(g), keepDims: true);
        return [g.Graph.Mul(y, g.Graph.Sub(dy, weighted))];
    }

    /// <summary>y = x - log Σ exp(x): dx = dy - exp(y) · Σ dy.</summary>
    public static Value?[] Log(GradientContext g)
    {
        Value dy = g.Gradient;
        Value total = g.Graph.ReduceSum(dy, Axis(g), keepDims: true);
        return [g.Graph.Sub(dy, g.Graph.Mul(g.Graph.Exp(g.Output(0)), total))];
    }

    private static long[] Axis(GradientContext g) => [g.Output(0).Shape.Axis(g.Node.Int("axis", -1))];
}
