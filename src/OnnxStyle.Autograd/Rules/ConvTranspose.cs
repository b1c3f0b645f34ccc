using OnnxStyle.Onnx;

namespace OnnxStyle.Autograd.Rules;

/// <summary>
/// Transposed convolution: the adjoint of <see cref="Conv"/>, so that each is the other's backward.
/// x [N, C, in...], w [C, M/G, K...], b [M], y and dy [N, M, out...].
/// dx = convolution of dy with w, same strides, pads and dilations; dw = filter gradient of that convolution; db = Σ dy.
/// </summary>
internal static class ConvTranspose
{
    public static Value?[] Build(GradientContext g)
    {
        if (g.Node.Ints("output_shape") is not null || g.Node.String("auto_pad", "NOTSET") is not ("NOTSET" or "VALID"))
            throw g.Refuse("output_shape and auto_pad have no rule; give pads and output_padding");
        Value x = g.Input(0), w = g.Input(1), dy = g.Gradient;
        long group = g.Node.Int("group", 1);
        Window window = Window.Of(g, dy.Shape, x.Shape, w.Shape.ToArray()[2..]);
        Value? dx = null, db = null;
        if (g.Needs(0))
        {
            dx = g.Graph.Conv(dy, w, null, strides: window.Strides, pads: window.Pads, dilations: window.Dilations, group: group);
            // Output padding of a stride or more adds elements that no x reached.
            if (!dx.Shape.Equals(x.Shape)) dx = g.Fit(dx, new long[x.Shape.Rank], x.Shape.ToArray());
        }

        if (g.Needs(2)) db = g.Graph.ReduceSum(dy, GradientContext.AxesBut(dy.Shape.Rank, 1), keepDims: false);
        return g.Return(dx, g.Needs(1) ? Conv.Filter(g, dy, w.Shape, x, window, group) : null, db);
    }
}
