using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx;

/// <summary>Operators that keep every element and arrange them anew, and concatenation.</summary>
internal static class ShapingShapes
{
    public static Inferred[]? Reshape(InferenceContext context)
    {
        Shape x = context.Shape(0);
        if (context.Integers(1) is not { } wanted) return null;
        long[] dims = (long[])wanted.Clone();
        bool zeroMeansZero = context.Node.Int("allowzero", 0) != 0;
        int free = -1;
        long known = 1;
        for (int i = 0; i < dims.Length; i++)
        {
            if (dims[i] == 0 && !zeroMeansZero)
            {
                if (i >= x.Rank) throw Bad();
                dims[i] = x[i];
            }

            if (dims[i] == -1 && free < 0) free = i;
            else if (dims[i] < 0) throw Bad();
            else known *= dims[i];
        }

        if (free >= 0)
        {
            if (known == 0 || x.ElementCount % known != 0) throw Bad();
            dims[free] = x.ElementCount / known;
            known *= dims[free];
        }

        if (known != x.ElementCount) throw Bad();
        Shape result = new(dims);
        return InferenceContext.One(context.Type(0), result, InferenceContext.Fold(result, context.Folded(0)));

        ShapeException Bad() => context.Wrong($"dims for the {x.ElementCount} elements of {x}", $"[{string.Join(", ", wanted)}]");
    }

    public static Inferred[] Flatten(InferenceContext context)
    {
        Shape x = context.Shape(0);
        long said = context.Node.Int("axis", 1);
        int axis = said == x.Rank ? x.Rank : context.Axis(said, x.Rank);
        long rows = 1, columns = 1;
        for (int i = 0; i < x.Rank; i++)
        {
            if (i < axis) rows *= x[i];
            else columns *= x[i];
        }

        return InferenceContext.One(context.Type(0), context.Extents(rows, columns));
    }

    public static Inferred[]? Squeeze(InferenceContext context)
    {
        Shape x = context.Shape(0);
        long[]? said = context.InputOrAttribute(1, "axes", 13);
        if (context.Missing >= 0) return null;
        int[] axes = said is null ? [.. Enumerable.Range(0, x.Rank).Where(axis => x[axis] == 1)] : context.Axes(said, x.Rank);
        if (axes.Any(axis => x[axis] != 1)) throw context.Wrong($"extent 1 on the axes [{string.Join(", ", axes)}]", $"{x}");
        Shape result = new([.. x.Where((_, axis) => !axes.Contains(axis))]);
        return InferenceContext.One(context.Type(0), result, InferenceContext.Fold(result, context.Folded(0)));
    }

    public static Inferred[]? Unsqueeze(InferenceContext context)
    {
        Shape x = context.Shape(0);
        long[]? said = context.InputOrAttribute(1, "axes", 13);
        if (context.Missing >= 0) return null;
        if (said is null) throw context.Wrong("axes", "none");
        int rank = x.Rank + said.Length;
        int[] axes = context.Axes(said, rank);
        long[] dims = new long[rank];
        int next = 0;
        for (int i = 0; i < rank; i++) dims[i] = axes.Contains(i) ? 1 : x[next++];
        Shape result = new(dims);
        return InferenceContext.One(context.Type(0), result, InferenceContext.Fold(result, context.Folded(0)));
    }

    public static Inferred[] Transpose(InferenceContext context)
    {
        Shape x = context.Shape(0);
        long[] order = context.Node.Ints("perm") ?? [.. Enumerable.Range(0, x.Rank).Reverse().Select(axis => (long)axis)];
        if (order.Length != x.Rank || !order.Order().SequenceEqual(Enumerable.Range(0, x.Rank).Select(axis => (long)axis)))
            throw context.Wrong($"a perm of the {x.Rank} axes of {x}", $"[{string.Join(", ", order)}]");
        return InferenceContext.One(context.Type(0), new Shape([.. order.Select(axis => x[(int)axis])]));
    }

    public static Inferred[] Concat(InferenceContext context)
    {
        Shape first = context.Ranked(0, 1);
        int axis = context.Axis(context.Node.Int("axis", 0), first.Rank);
        long[] dims = first.ToArray();
        List<long>? folded = context.Folded(0) is { } start && first.Rank == 1 ? [.. start] : null;
        for (int i = 1; i < context.Node.Inputs.Count; i++)
        {
            Shape next = context.Shape(i);
            context.SameType(0, i);
            bool fits = next.Rank == first.Rank;
            for (int d = 0; fits && d < dims.Length; d++) fits = d == axis || next[d] == first[d];
            if (!fits) throw context.Wrong($"the extents of {first} but along axis {axis}", $"{next} as input {i}");
            dims[axis] += next[axis];
            if (folded is not null && context.Folded(i) is { } more) folded.AddRange(more);
            else folded = null;
        }

        Shape result = context.Extents(dims);
        return InferenceContext.One(context.Type(0), result, InferenceContext.Fold(result, folded?.ToArray()));
    }

    public static Inferred[]? Expand(InferenceContext context)
    {
        if (context.Integers(1) is not { } dims) return null;
        return InferenceContext.One(context.Type(0), context.Broadcast(context.Shape(0), context.Extents(dims)));
    }

    public static Inferred[] DepthToSpace(InferenceContext context)
    {
        Shape x = context.Ranked(0, 4, 4);
        long block = Block(context), area = block * block;
        if (x[1] % area != 0) throw context.Wrong($"a number of channels that {area} divides", $"{x}");
        return InferenceContext.One(context.Type(0), context.Extents(x[0], x[1] / area, x[2] * block, x[3] * block));
    }

    public static Inferred[] SpaceToDepth(InferenceContext context)
    {
        Shape x = context.Ranked(0, 4, 4);
        long block = Block(context);
        if (x[2] % block != 0 || x[3] % block != 0) throw context.Wrong($"height and width that {block} divides", $"{x}");
        return InferenceContext.One(context.Type(0), context.Extents(x[0], x[1] * block * block, x[2] / block, x[3] / block));
    }

    private static long Block(InferenceContext context)
    {
        long block = context.Node.Int("blocksize", 0);
        return block >= 1 ? block : throw context.Wrong("a blocksize of 1 or more", $"{block}");
    }
}
