using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx;

/// <summary>Matrix products.</summary>
internal static class MatrixShapes
{
    public static Inferred[] MatMul(InferenceContext context)
    {
        Shape a = context.Ranked(0, 1), b = context.Ranked(1, 1);
        context.SameType(0, 1);
        long[] left = a.Rank == 1 ? [1, a[0]] : a.ToArray(), right = b.Rank == 1 ? [b[0], 1] : b.ToArray();
        if (left[^1] != right[^2]) throw context.Wrong($"{a} times a matrix of {left[^1]} rows", $"{b}");
        List<long> result = [.. context.Broadcast(new Shape(left.AsSpan(0, left.Length - 2)), new Shape(right.AsSpan(0, right.Length - 2)))];
        if (a.Rank > 1) result.Add(left[^2]);
        if (b.Rank > 1) result.Add(right[^1]);
        return InferenceContext.One(context.Type(0), context.Extents(result.ToArray()));
    }

    public static Inferred[] Gemm(InferenceContext context)
    {
        Shape a = context.Ranked(0, 2, 2), b = context.Ranked(1, 2, 2);
        context.SameType(0, 1);
        bool transA = context.Node.Int("transA", 0) != 0, transB = context.Node.Int("transB", 0) != 0;
        long rows = a[transA ? 1 : 0], inner = a[transA ? 0 : 1], columns = b[transB ? 0 : 1];
        if (b[transB ? 1 : 0] != inner) throw context.Wrong($"{a}{(transA ? " transposed" : "")} times a matrix of {inner} rows", $"{b}{(transB ? " transposed" : "")}");
        Shape result = new(rows, columns);
        if (context.Has(2))
        {
            context.SameType(0, 2);
            if (!context.Broadcast(context.Shape(2), result).Equals(result)) throw context.Wrong($"an addend that broadcasts to {result}", $"{context.Shape(2)}");
        }

        return InferenceContext.One(context.Type(0), result);
    }
}
