using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Autograd.Rules;

/// <summary>Rules of operators that move elements without computing: each backward moves them back.</summary>
internal static class Layout
{
    /// <summary>Reshape, Flatten, Squeeze, Unsqueeze: the elements stay in order, so dx is dy in the shape of x.</summary>
    public static Value?[] Reshape(GradientContext g) => g.Return(g.Reshape(g.Gradient, g.Input(0).Shape));

    /// <summary>y = x with its axes permuted: dx = dy permuted by the inverse.</summary>
    public static Value?[] Transpose(GradientContext g)
    {
        int rank = g.Input(0).Shape.Rank;
        long[]? perm = g.Node.Ints("perm");
        long[] inverse = new long[rank];
        for (int i = 0; i < rank; i++) inverse[perm is null ? rank - 1 - i : perm[i]] = i;
        return [g.Graph.Transpose(g.Gradient, inverse)];
    }

    /// <summary>y = x broadcast: dx = Σ dy over the axes that grew, which the walk does.</summary>
    public static Value?[] Expand(GradientContext g) => g.Return(g.Gradient);

    /// <summary>y = the inputs in a row along an axis: each gets its piece of dy.</summary>
    public static Value?[] Concat(GradientContext g)
    {
        Value dy = g.Gradient;
        Value?[] result = g.None();
        int axis = dy.Shape.Axis(g.Node.Int("axis", 0));
        long start = 0;
        for (int i = 0; i < result.Length; i++)
        {
            long length = g.Input(i).Shape[axis];
            if (g.Needs(i)) result[i] = g.Fit(dy, axis, start, length);
            start += length;
        }

        return result;
    }

    /// <summary>Outputs = pieces of x along an axis: dx = their gradients in a row, zeros for outputs that nothing came back to.</summary>
    public static Value?[] Split(GradientContext g)
    {
        int axis = g.Input(0).Shape.Axis(g.Node.Int("axis", 0));
        int outputs = g.Node.Outputs.Count;
        Value[] pieces = new Value[outputs];
        for (int i = 0; i < outputs; i++) pieces[i] = g.OutputGradient(i) ?? g.Zeros(g.Output(i).Shape);
        return g.Return(outputs == 1 ? pieces[0] : g.Graph.Concat(axis, pieces));
    }

    /// <summary>
    /// y = every step-th element of x from a start on: dx has dy at those places, zeros elsewhere. A negative step is undone by
    /// turning dy around, a step of s by putting s - 1 zeros behind each element.
    /// </summary>
    public static Value?[] Slice(GradientContext g)
    {
        Shape shape = g.Input(0).Shape;
        long[] starts = g.ConstantIntegers(1) ?? [];
        long[] axes = g.ConstantIntegers(3) ?? [.. Enumerable.Range(0, starts.Length).Select(a => (long)a)];
        long[] steps = g.ConstantIntegers(4) ?? Window.Ones(starts.Length);
        Value dx = g.Gradient;
        long[] offsets = new long[shape.Rank];
        for (int i = 0; i < starts.Length; i++)
        {
            int axis = shape.Axis(axes[i]);
            long extent = shape[axis], step = Math.Abs(steps[i]), start = starts[i] < 0 ? starts[i] + extent : starts[i];
            start = steps[i] > 0 ? Math.Clamp(start, 0, extent) : Math.Clamp(start, 0, extent - 1);
            long count = dx.Shape[axis];
            if (count == 0) return g.Return(g.Zeros(shape));
            if (steps[i] < 0)
            {
                dx = g.Reverse(dx, axis);
                start -= (count - 1) * step;
            }

            if (step > 1) dx = Dilate(g, dx, axis, step);
            offsets[axis] = -start;
        }

        return g.Return(g.Fit(dx, offsets, shape.ToArray()));
    }

    /// <summary>y = x repeated along its axes: dx = Σ dy over the repetitions.</summary>
    public static Value?[] Tile(GradientContext g)
    {
        Shape shape = g.Input(0).Shape;
        long[] repeats = g.ConstantIntegers(1) ?? [];
        long[] split = [.. shape.SelectMany((extent, a) => new[] { repeats[a], extent })];
        long[] axes = [.. Enumerable.Range(0, shape.Rank).Select(a => 2L * a)];
        return g.Return(g.Graph.ReduceSum(g.Reshape(g.Gradient, new Shape(split)), axes, keepDims: false));
    }

    /// <summary>y = blocks of channels laid out in space; dx = the same elements moved back. mode DCR or CRD.</summary>
    public static Value?[] DepthToSpace(GradientContext g)
    {
        Shape x = g.Input(0).Shape;
        long b = g.Node.Int("blocksize", 1), c = x[1] / (b * b);
        Value split = g.Reshape(g.Gradient, new Shape(x[0], c, x[2], b, x[3], b));
        Value back = g.Graph.Transpose(split, g.Node.String("mode", "DCR") == "CRD" ? [0, 1, 3, 5, 2, 4] : [0, 3, 5, 1, 2, 4]);
        return [g.Reshape(back, x)];
    }

    /// <summary>y = blocks of space stacked as channels; dx = the same elements moved back.</summary>
    public static Value?[] SpaceToDepth(GradientContext g)
    {
        Shape x = g.Input(0).Shape;
        long b = g.Node.Int("blocksize", 1);
        Value split = g.Reshape(g.Gradient, new Shape(x[0], b, b, x[1], x[2] / b, x[3] / b));
        return [g.Reshape(g.Graph.Transpose(split, [0, 3, 4, 1, 5, 2]), x)];
    }

    /// <summary>Puts step - 1 zeros behind each element along an axis.</summary>
    private static Value Dilate(GradientContext g, Value value, int axis, long step)
    {
        long[] dims = value.Shape.ToArray();
        Value column = g.Reshape(value, new Shape([.. dims[..(axis + 1)], 1, .. dims[(axis + 1)..]]));
        Value padded = g.Fit(column, axis + 1, 0, step);
        dims[axis] *= step;
        return g.Reshape(padded, new Shape(dims));
    }
}
