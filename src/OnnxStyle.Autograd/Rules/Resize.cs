using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Autograd.Rules;

/// <summary>
/// Resize in the modes nearest and linear. Along each axis y = A·x with a matrix A [out, in] of interpolation weights, so
/// dx = Aᵀ·dy along each axis. A is written out as a constant from the definition of the coordinate mode.
/// </summary>
/// <remarks>Nearest enlargement by whole factors: every element of x gets the sum of its block, k² times an average pooling.</remarks>
internal static class Resize
{
    public static Value?[] Build(GradientContext g)
    {
        Shape x = g.Input(0).Shape;
        Value dy = g.Gradient;
        string mode = g.Node.String("mode", "nearest");
        if (mode is not ("nearest" or "linear")) throw g.Refuse($"mode {mode} has no rule; use nearest or linear");
        float[]? scales = g.ConstantNumbers(2);
        if (WholeFactors(g, x, dy.Shape, mode) is { } factors)
            return g.Return(g.Scale(g.Graph.AveragePool(dy, factors, factors), factors.Aggregate(1L, (a, b) => a * b)));
        Value dx = dy;
        for (int axis = 0; axis < x.Rank; axis++)
        {
            double scale = scales is null ? (double)dy.Shape[axis] / x[axis] : scales[axis];
            if (x[axis] != dy.Shape[axis] || scale != 1) dx = Contract(g, dx, axis, Weights(g, x[axis], dy.Shape[axis], scale, mode));
        }

        return g.Return(dx);
    }

    /// <summary>The factors of the spatial axes, when each element of x was repeated over one block of y.</summary>
    private static long[]? WholeFactors(GradientContext g, Shape x, Shape y, string mode)
    {
        if (mode != "nearest" || x.Rank < 3 || x[0] != y[0] || x[1] != y[1]) return null;
        string coordinates = g.Node.String("coordinate_transformation_mode", "half_pixel"), round = g.Node.String("nearest_mode", "round_prefer_floor");
        if (!(coordinates == "asymmetric" && round == "floor")) return null;
        for (int i = 2; i < x.Rank; i++)
        {
            if (y[i] % x[i] != 0) return null;
        }

        return [.. Enumerable.Range(2, x.Rank - 2).Select(i => y[i] / x[i])];
    }

    /// <summary>A [out, in]: row o holds the weights of the elements that y[o] was interpolated from.</summary>
    private static Tensor<float> Weights(GradientContext g, long input, long output, double scale, string mode)
    {
        string coordinates = g.Node.String("coordinate_transformation_mode", "half_pixel");
        string rounding = g.Node.String("nearest_mode", "round_prefer_floor");
        Tensor<float> matrix = new(new Shape(output, input));
        for (long o = 0; o < output; o++)
        {
            // Float, as the runtime computes it: at exact halves a rounding difference would pick another neighbour.
            float position = coordinates switch
            {
                "half_pixel" => (float)(((o + 0.5) / scale) - 0.5),
                "pytorch_half_pixel" => output > 1 ? (float)(((o + 0.5) / scale) - 0.5) : 0f,
                "asymmetric" => (float)(o / scale),
                "align_corners" => output > 1 ? (float)((double)o * (input - 1) / (output - 1)) : 0f,
                _ => throw g.Refuse($"coordinate mode {coordinates} has no rule"),
            };
            if (mode == "nearest")
            {
                double nearest = rounding switch
                {
                    "floor" => Math.Floor(position),
                    "ceil" => Math.Ceiling(position),
                    "round_prefer_floor" => Math.Ceiling(position - 0.5),
                    "round_prefer_ceil" => Math.Floor(position + 0.5),
                    _ => throw g.Refuse($"nearest mode {rounding} has no rule"),
                };
                matrix.Span[(int)((o * input) + Math.Clamp((long)nearest, 0, input - 1))] = 1f;
                continue;
            }

            float inside = Math.Clamp(position, 0f, input - 1);
            long low = (long)inside;
            matrix.Span[(int)((o * input) + low)] += 1f - (inside - low);
            if (low + 1 < input) matrix.Span[(int)((o * input) + low + 1)] += inside - low;
        }

        return matrix;
    }

    /// <summary>Aᵀ·dy along one axis.</summary>
    private static Value Contract(GradientContext g, Value dy, int axis, Tensor<float> matrix)
    {
        int rank = dy.Shape.Rank;
        if (axis == rank - 2) return g.Graph.MatMul(g.SwapLast(g.Graph.Constant(matrix)), dy);
        if (axis == rank - 1) return g.Graph.MatMul(dy, g.Graph.Constant(matrix));
        long[] perm = [.. GradientContext.AxesBut(rank, axis), axis];
        long[] back = new long[rank];
        for (int i = 0; i < rank; i++) back[perm[i]] = i;
        return g.Graph.Transpose(g.Graph.MatMul(g.Graph.Transpose(dy, perm), g.Graph.Constant(matrix)), back);
    }
}
