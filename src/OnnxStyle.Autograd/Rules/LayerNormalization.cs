using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Autograd.Rules;

/// <summary>
/// Layer normalisation (opset 17): as <see cref="InstanceNormalization"/> with statistics over the axes from <c>axis</c> on, and a
/// scale that differs inside of them, so that it goes into the gradient before the centring:
/// <c>dx = r·centre(dy·s)</c>, <c>ds = Σ dy·x̂</c>, <c>db = Σ dy</c> over the leading axes.
/// </summary>
internal static class LayerNormalization
{
    public static Value?[] Build(GradientContext g)
    {
        if (g.OutputGradient(1) is not null || g.OutputGradient(2) is not null) throw g.Refuse("mean and inverse deviation have no gradient; compute them with ReduceMean");
        Value x = g.Input(0), dy = g.Gradient;
        int axis = x.Shape.Axis(g.Node.Int("axis", -1));
        long[] axes = [.. Enumerable.Range(axis, x.Shape.Rank - axis).Select(a => (long)a)];
        (Value normal, Value r) = InstanceNormalization.Normalise(g, x, axes, g.Node.Float("epsilon", 1e-5f));
        Value? dx = g.Needs(0) ? g.Graph.Mul(r, InstanceNormalization.Centre(g, g.Graph.Mul(dy, g.Input(1)), normal, axes)) : null;
        // ds and db come in full shape; the walk sums them to the shapes of s and b.
        return g.Return(dx, g.Needs(1) ? g.Graph.Mul(dy, normal) : null, dy);
    }
}
