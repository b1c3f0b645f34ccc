namespace OnnxStyle.Onnx;

/// <content>Operators that reduce axes, or pick along one.</content>
public sealed partial class GraphBuilder
{
    /// <summary>Sum along axes.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes; null is all.</param>
    /// <param name="keepDims">Whether they stay with extent 1.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value ReduceSum(Value x, long[]? axes = null, bool keepDims = true, string? name = null) =>
        One("ReduceSum", name, [x, axes is null ? null : Int64s(axes)], OnnxAttribute.Of("keepdims", keepDims ? 1L : 0L));

    /// <summary>Mean along axes.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes; null is all.</param>
    /// <param name="keepDims">Whether they stay with extent 1.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value ReduceMean(Value x, long[]? axes = null, bool keepDims = true, string? name = null) =>
        One("ReduceMean", name, [x], Reduction(axes, keepDims));

    /// <summary>Maximum along axes.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes; null is all.</param>
    /// <param name="keepDims">Whether they stay with extent 1.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value ReduceMax(Value x, long[]? axes = null, bool keepDims = true, string? name = null) =>
        One("ReduceMax", name, [x], Reduction(axes, keepDims));

    /// <summary>Minimum along axes.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes; null is all.</param>
    /// <param name="keepDims">Whether they stay with extent 1.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value ReduceMin(Value x, long[]? axes = null, bool keepDims = true, string? name = null) =>
        One("ReduceMin", name, [x], Reduction(axes, keepDims));

    /// <summary>Product along axes.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes; null is all.</param>
    /// <param name="keepDims">Whether they stay with extent 1.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value ReduceProd(Value x, long[]? axes = null, bool keepDims = true, string? name = null) =>
        One("ReduceProd", name, [x], Reduction(axes, keepDims));

    /// <summary>Square root of the sum of squares along axes.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes; null is all.</param>
    /// <param name="keepDims">Whether they stay with extent 1.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value ReduceL2(Value x, long[]? axes = null, bool keepDims = true, string? name = null) =>
        One("ReduceL2", name, [x], Reduction(axes, keepDims));

    /// <summary>Int64 index of the first maximum along an axis.</summary>
    /// <param name="x">Rank 1 or more.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="keepDims">Whether it stays with extent 1.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value ArgMax(Value x, long axis = 0, bool keepDims = true, string? name = null) =>
        One("ArgMax", name, [x], OnnxAttribute.Of("axis", axis), OnnxAttribute.Of("keepdims", keepDims ? 1L : 0L));

    /// <summary>Int64 index of the first minimum along an axis.</summary>
    /// <param name="x">Rank 1 or more.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="keepDims">Whether it stays with extent 1.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value ArgMin(Value x, long axis = 0, bool keepDims = true, string? name = null) =>
        One("ArgMin", name, [x], OnnxAttribute.Of("axis", axis), OnnxAttribute.Of("keepdims", keepDims ? 1L : 0L));

    /// <summary>The k largest (or smallest) elements along an axis, in order.</summary>
    /// <param name="x">Rank 1 or more.</param>
    /// <param name="k">How many, at most the extent.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="largest">Whether the largest are wanted.</param>
    /// <param name="name">A name for the output, or null.</param>
    /// <returns>The elements, and their Int64 indices.</returns>
    public IReadOnlyList<Value> TopK(Value x, long k, long axis = -1, bool largest = true, string? name = null) =>
        Make("TopK", name, 2, [x, Int64s(k)], [OnnxAttribute.Of("axis", axis), OnnxAttribute.Of("largest", largest ? 1L : 0L)]);

    private static OnnxAttribute[] Reduction(long[]? axes, bool keepDims)
    {
        OnnxAttribute keep = OnnxAttribute.Of("keepdims", keepDims ? 1L : 0L);
        return axes is null ? [keep] : [OnnxAttribute.Of("axes", axes), keep];
    }
}
