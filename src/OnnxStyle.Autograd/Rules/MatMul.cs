using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Autograd.Rules;

/// <summary>
/// Matrix product of stacks: a [..., M, K], b [..., K, N], y and dy [..., M, N]; a vector counts as one row or one column.
/// <c>da = dy · bᵀ</c>, <c>db = aᵀ · dy</c>; the walk sums over stacks that were broadcast.
/// </summary>
/// <remarks>
/// Gram matrices y = f·fᵀ or fᵀ·f: both inputs lead to f, and the two products are one, <c>df = (dy + dyᵀ)·f</c> or
/// <c>f·(dy + dyᵀ)</c>. That halves the dearest step of a style loss's gradient.
/// </remarks>
internal static class MatMul
{
    public static Value?[] Build(GradientContext g)
    {
        Value a = g.Input(0), b = g.Input(1), dy = g.Gradient;
        if (IsSwapOf(b, a) && g.Needs(0)) return [g.Graph.MatMul(Symmetric(g, dy), a), null];
        if (IsSwapOf(a, b) && g.Needs(1)) return [null, g.Graph.MatMul(b, Symmetric(g, dy))];

        bool row = a.Shape.Rank == 1, column = b.Shape.Rank == 1;
        if (row) a = g.Graph.Unsqueeze(a, 0);
        if (column) b = g.Graph.Unsqueeze(b, 1);
        if (row) dy = g.Graph.Unsqueeze(dy, dy.Shape.Rank - (column ? 0 : 1));
        if (column) dy = g.Graph.Unsqueeze(dy, dy.Shape.Rank);
        Value? da = null, db = null;
        if (g.Needs(0)) da = g.Graph.MatMul(dy, g.SwapLast(b));
        if (g.Needs(1))
        {
            db = b.Shape.Rank == 2 && a.Shape.Rank > 2
                ? g.Graph.MatMul(g.SwapLast(Rows(g, a)), Rows(g, dy)) // one product instead of a stack to be summed
                : g.Graph.MatMul(g.SwapLast(a), dy);
            if (column) db = g.Reshape(db, new Shape(db.Shape.ToArray().AsSpan(..^1)));
        }

        return [da, db];
    }

    /// <summary>
    /// y = alpha · a' · b' + beta · c, where ' transposes as transA and transB say; a' [M, K], b' [K, N], c broadcast to [M, N].
    /// da' = alpha · dy · b'ᵀ, db' = alpha · a'ᵀ · dy, dc = beta · dy.
    /// </summary>
    public static Value?[] Gemm(GradientContext g)
    {
        Value a = g.Input(0), b = g.Input(1), dy = g.Gradient;
        bool ta = g.Node.Int("transA", 0) != 0, tb = g.Node.Int("transB", 0) != 0;
        float alpha = g.Node.Float("alpha", 1f), beta = g.Node.Float("beta", 1f);
        Value? da = null, db = null;
        if (ReferenceEquals(a, b) && ta != tb && g.Needs(0))
        {
            Value s = g.Scale(Symmetric(g, dy), alpha);
            da = ta ? g.Graph.MatMul(a, s) : g.Graph.MatMul(s, a);
        }
        else
        {
            if (g.Needs(0)) da = ta ? g.Graph.Gemm(b, dy, null, alpha, 1f, tb, true) : g.Graph.Gemm(dy, b, null, alpha, 1f, false, !tb);
            if (g.Needs(1)) db = tb ? g.Graph.Gemm(dy, a, null, alpha, 1f, true, ta) : g.Graph.Gemm(a, dy, null, alpha, 1f, !ta, false);
        }

        return g.Return(da, db, g.Needs(2) ? g.Scale(dy, beta) : null);
    }

    /// <summary>dy + dyᵀ.</summary>
    private static Value Symmetric(GradientContext g, Value dy) => g.Graph.Add(dy, g.SwapLast(dy));

    private static Value Rows(GradientContext g, Value x) => g.Reshape(x, new Shape(x.Shape.ElementCount / x.Shape[^1], x.Shape[^1]));

    /// <summary>True when <paramref name="swapped"/> is <paramref name="value"/> with its two innermost axes swapped by a Transpose node.</summary>
    private static bool IsSwapOf(Value swapped, Value value)
    {
        if (swapped.Producer is not { OpType: "Transpose", Domain: "" } node || !ReferenceEquals(node.Inputs[0], value)) return false;
        int rank = value.Shape.Rank;
        long[]? perm = node.Ints("perm");
        if (rank < 2 || perm is null) return rank == 2;
        for (int i = 0; i < rank - 2; i++)
        {
            if (perm[i] != i) return false;
        }

        return perm[^1] == rank - 2 && perm[^2] == rank - 1;
    }
}
