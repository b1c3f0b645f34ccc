namespace OnnxStyle.Onnx;

/// <content>Matrix products.</content>
public sealed partial class GraphBuilder
{
    /// <summary>Matrix product over the last two axes; the axes before them broadcast.</summary>
    /// <param name="left"><c>[..., m, k]</c>.</param>
    /// <param name="right"><c>[..., k, n]</c>.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value MatMul(Value left, Value right, string? name = null) => One("MatMul", name, [left, right]);

    /// <summary>alpha * A B + beta * C.</summary>
    /// <param name="a"><c>[m, k]</c>, or <c>[k, m]</c> with <paramref name="transA"/>.</param>
    /// <param name="b"><c>[k, n]</c>, or <c>[n, k]</c> with <paramref name="transB"/>.</param>
    /// <param name="c">Broadcast to <c>[m, n]</c>, or null.</param>
    /// <param name="alpha">Factor of the product.</param>
    /// <param name="beta">Factor of the addend.</param>
    /// <param name="transA">Whether a is transposed first.</param>
    /// <param name="transB">Whether b is transposed first.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Gemm(
        Value a, Value b, Value? c = null, float alpha = 1f, float beta = 1f, bool transA = false, bool transB = false, string? name = null)
    {
        List<OnnxAttribute> attributes = [];
        if (alpha != 1f) attributes.Add(OnnxAttribute.Of("alpha", alpha));
        if (beta != 1f) attributes.Add(OnnxAttribute.Of("beta", beta));
        if (transA) attributes.Add(OnnxAttribute.Of("transA", 1L));
        if (transB) attributes.Add(OnnxAttribute.Of("transB", 1L));
        return One("Gemm", name, [a, b, c], [.. attributes]);
    }
}
