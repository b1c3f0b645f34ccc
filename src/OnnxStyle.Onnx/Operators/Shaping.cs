using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx;

/// <content>Operators that arrange elements anew.</content>
public sealed partial class GraphBuilder
{
    /// <summary>Orders the axes anew: axis i of the result is axis <c>perm[i]</c> of x.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="perm">Every axis once.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Transpose(Value x, long[] perm, string? name = null) => One("Transpose", name, [x], OnnxAttribute.Of("perm", perm));

    /// <summary>The same elements in another shape.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="dims">The extents; one may be -1 (what is left), 0 copies the extent of x at that place.</param>
    public Value Reshape(Value x, params long[] dims) => Reshape(x, dims, null);

    /// <summary>The same elements in another shape.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="dims">The extents; one may be -1 (what is left), 0 copies the extent of x at that place.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Reshape(Value x, long[] dims, string? name) => One("Reshape", name, [x, Int64s(dims)]);

    /// <summary>A matrix whose rows are the axes before <paramref name="axis"/>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axis">The first axis of the columns.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Flatten(Value x, long axis = 1, string? name = null) => One("Flatten", name, [x], OnnxAttribute.Of("axis", axis));

    /// <summary>Drops axes of extent 1.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes; none means all of extent 1.</param>
    public Value Squeeze(Value x, params long[] axes) => Squeeze(x, axes, null);

    /// <summary>Drops axes of extent 1.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes; none means all of extent 1.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Squeeze(Value x, long[] axes, string? name)
    {
        ArgumentNullException.ThrowIfNull(axes);
        return One("Squeeze", name, [x, axes.Length == 0 ? null : Int64s(axes)]);
    }

    /// <summary>Inserts axes of extent 1.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes of the result that are new.</param>
    public Value Unsqueeze(Value x, params long[] axes) => Unsqueeze(x, axes, null);

    /// <summary>Inserts axes of extent 1.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="axes">The axes of the result that are new.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Unsqueeze(Value x, long[] axes, string? name)
    {
        ArgumentNullException.ThrowIfNull(axes);
        return One("Unsqueeze", name, [x, Int64s(axes)]);
    }

    /// <summary>Joins values along an axis.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="values">Values whose other extents are equal.</param>
    public Value Concat(long axis, params Value[] values) => Concat(axis, values, null);

    /// <summary>Joins values along an axis.</summary>
    /// <param name="axis">The axis.</param>
    /// <param name="values">Values whose other extents are equal.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Concat(long axis, Value[] values, string? name)
    {
        ArgumentNullException.ThrowIfNull(values);
        return One("Concat", name, values, OnnxAttribute.Of("axis", axis));
    }

    /// <summary>Repeats along axes of extent 1 until the shape is reached.</summary>
    /// <param name="x">A shape that broadcasts to the other.</param>
    /// <param name="shape">The shape to broadcast to.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Expand(Value x, Shape shape, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(shape);
        return One("Expand", name, [x, Int64s(shape.ToArray())]);
    }

    /// <summary>Moves channels into positions: <c>[N, C b², H, W]</c> to <c>[N, C, H b, W b]</c>.</summary>
    /// <param name="x"><c>[N, C b², H, W]</c>.</param>
    /// <param name="blockSize">b.</param>
    /// <param name="mode"><c>DCR</c> or <c>CRD</c>, the order of the channels.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value DepthToSpace(Value x, long blockSize, string mode = "DCR", string? name = null) =>
        One("DepthToSpace", name, [x], OnnxAttribute.Of("blocksize", blockSize), OnnxAttribute.Of("mode", mode));
}
