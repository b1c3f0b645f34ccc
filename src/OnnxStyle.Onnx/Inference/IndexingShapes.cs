using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx;

/// <summary>Operators that read or write at indices.</summary>
internal static class IndexingShapes
{
    public static Inferred[] Gather(InferenceContext context)
    {
        Shape x = context.Ranked(0, 1), indices = context.Shape(1);
        Index(context, 1);
        int axis = context.Axis(context.Node.Int("axis", 0), x.Rank);
        long[] dims = x.ToArray();
        Shape result = context.Extents([.. dims[..axis], .. indices, .. dims[(axis + 1)..]]);
        long[]? folded = null;
        if (x.Rank == 1 && context.Folded(0) is { } values && context.Folded(1) is { } at && at.All(i => i >= -values.Length && i < values.Length))
            folded = [.. at.Select(i => values[i < 0 ? i + values.Length : i])];
        return InferenceContext.One(context.Type(0), result, InferenceContext.Fold(result, folded));
    }

    public static Inferred[] GatherElements(InferenceContext context)
    {
        Shape x = context.Ranked(0, 1), indices = context.Ranked(1, x.Rank, x.Rank);
        Index(context, 1);
        Fits(context, x, indices);
        return InferenceContext.One(context.Type(0), indices);
    }

    public static Inferred[] ScatterElements(InferenceContext context)
    {
        Shape x = context.Ranked(0, 1), indices = context.Ranked(1, x.Rank, x.Rank);
        Index(context, 1);
        Fits(context, x, indices);
        context.SameType(0, 2);
        if (!context.Shape(2).Equals(indices)) throw context.Wrong($"updates of the indices' shape {indices}", $"{context.Shape(2)}");
        return context.LikeFirst();
    }

    public static Inferred[]? OneHot(InferenceContext context)
    {
        Shape indices = context.Shape(0);
        if (context.Integers(1) is not { } depth) return null;
        if (depth.Length != 1 || depth[0] < 0) throw context.Wrong("one depth of 0 or more", $"[{string.Join(", ", depth)}]");
        int axis = context.Axis(context.Node.Int("axis", -1), indices.Rank + 1);
        List<long> dims = [.. indices];
        dims.Insert(axis, depth[0]);
        return InferenceContext.One(context.Type(2), context.Extents(dims.ToArray()));
    }

    /// <summary>Image <c>[N, C, H, W]</c>, grid <c>[N, h, w, 2]</c>: output <c>[N, C, h, w]</c>.</summary>
    public static Inferred[] GridSample(InferenceContext context)
    {
        Shape x = context.Ranked(0, 4, 4), grid = context.Ranked(1, 4, 4);
        if (grid[0] != x[0] || grid[3] != 2) throw context.Wrong($"a grid [{x[0]}, h, w, 2] for {x}", $"{grid}");
        return InferenceContext.One(context.Type(0), context.Extents(x[0], x[1], grid[1], grid[2]));
    }

    private static void Index(InferenceContext context, int input)
    {
        if (context.Type(input) is not (ElementType.Int64 or ElementType.Int32)) throw context.Wrong($"Int64 or Int32 indices as input {input}", $"{context.Type(input)}");
    }

    private static void Fits(InferenceContext context, Shape x, Shape indices)
    {
        int axis = context.Axis(context.Node.Int("axis", 0), x.Rank);
        for (int i = 0; i < x.Rank; i++)
        {
            if (i != axis && indices[i] > x[i]) throw context.Wrong($"indices no larger than {x} but along axis {axis}", $"{indices}");
        }
    }
}
