using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Autograd.Rules;

/// <summary>
/// Padding in the modes constant, edge and reflect. Padding acts on one axis after the other, and so does its adjoint: along an
/// axis dx = the inner part of dy + the borders folded back to where their values came from.
/// </summary>
internal static class Pad
{
    public static Value?[] Build(GradientContext g)
    {
        Shape shape = g.Input(0).Shape;
        Value dy = g.Gradient;
        long[] pads = g.ConstantIntegers(1) ?? throw g.Refuse("pads is missing");
        string mode = g.Node.String("mode", "constant");
        long[] starts = pads[..shape.Rank];
        if (mode == "constant")
        {
            Value inner = g.Fit(dy, starts, shape.ToArray());
            Value? value = g.Needs(2) ? g.Graph.Sub(g.Graph.ReduceSum(dy, null, keepDims: false), g.Graph.ReduceSum(inner, null, keepDims: false)) : null;
            return g.Return(inner, null, value);
        }

        if (mode is not ("edge" or "reflect")) throw g.Refuse($"mode {mode} has no rule; use constant, edge or reflect");
        if (pads.Any(p => p < 0)) throw g.Refuse("negative pads have a rule in mode constant only; use Slice");
        Value dx = dy;
        for (int axis = 0; axis < shape.Rank; axis++) dx = Fold(g, dx, axis, pads[axis], pads[shape.Rank + axis], shape[axis], mode == "edge");
        return g.Return(dx);
    }

    private static Value Fold(GradientContext g, Value dy, int axis, long begin, long end, long extent, bool edge)
    {
        if (begin == 0 && end == 0) return dy;
        Value result = g.Fit(dy, axis, begin, extent);
        if (begin > 0)
        {
            Value border = g.Fit(dy, axis, 0, begin);
            // Reflected: element p - 1 came from x[1], element 0 from x[p].
            result = g.Graph.Add(result, edge
                ? g.Fit(g.Graph.ReduceSum(border, [axis], keepDims: true), axis, 0, extent)
                : g.Fit(g.Reverse(border, axis), axis, -1, extent));
        }

        if (end > 0)
        {
            Value border = g.Fit(dy, axis, begin + extent, end);
            result = g.Graph.Add(result, edge
                ? g.Fit(g.Graph.ReduceSum(border, [axis], keepDims: true), axis, 1 - extent, extent)
                : g.Fit(g.Reverse(border, axis), axis, end + 1 - extent, extent));
        }

        return result;
    }
}
