using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx;

/// <summary>Operators that reduce axes, or pick along one.</summary>
internal static class ReductionShapes
{
    public static Inferred[]? Reduce(InferenceContext context)
    {
        Shape x = context.Shape(0);
        long[]? said = context.InputOrAttribute(1, "axes", context.Node.OpType == "ReduceSum" ? 13 : 18);
        if (context.Missing >= 0) return null;
        bool all = said is null || said.Length == 0;
        if (all && context.Node.Int("noop_with_empty_axes", 0) != 0) return context.LikeFirst();
        int[] axes = all ? Enumerable.Range(0, x.Rank).ToArray() : context.Axes(said!, x.Rank);
        return InferenceContext.One(context.Type(0), Without(x, axes, context.Node.Int("keepdims", 1) != 0));
    }

    public static Inferred[] Arg(InferenceContext context)
    {
        Shape x = context.Ranked(0, 1);
        int axis = context.Axis(context.Node.Int("axis", 0), x.Rank);
        return InferenceContext.One(ElementType.Int64, Without(x, [axis], context.Node.Int("keepdims", 1) != 0));
    }

    public static Inferred[]? TopK(InferenceContext context)
    {
        Shape x = context.Ranked(0, 1);
        int axis = context.Axis(context.Node.Int("axis", -1), x.Rank);
        long[]? count = context.Opset < 10 ? [context.Node.Int("k", 1)] : context.Integers(1);
        if (count is null) return null;
        if (count.Length != 1 || count[0] < 0 || count[0] > x[axis]) throw context.Wrong($"a k from 0 to {x[axis]} for axis {axis} of {x}", $"[{string.Join(", ", count)}]");
        long[] dims = x.ToArray();
        dims[axis] = count[0];
        Shape result = new(dims);
        return [new Inferred(context.Type(0), result), new Inferred(ElementType.Int64, result)];
    }

    private static Shape Without(Shape x, int[] axes, bool keep)
    {
        List<long> dims = [];
        for (int i = 0; i < x.Rank; i++)
        {
            if (!axes.Contains(i)) dims.Add(x[i]);
            else if (keep) dims.Add(1);
        }

        return new Shape(dims.ToArray());
    }
}
