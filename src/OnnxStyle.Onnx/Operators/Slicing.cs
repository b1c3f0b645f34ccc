using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx;

/// <content>Operators that cut, extend, repeat or resample.</content>
public sealed partial class GraphBuilder
{
    /// <summary>Cuts ranges out of axes.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="starts">First index of each axis; negative counts from the end.</param>
    /// <param name="ends">Index behind the last of each axis; may lie far outside.</param>
    /// <param name="axes">The axes that are cut.</param>
    /// <param name="steps">Step of each axis, negative to go backwards; null is 1.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Slice(Value x, long[] starts, long[] ends, long[] axes, long[]? steps = null, string? name = null) =>
        One("Slice", name, [x, Int64s(starts), Int64s(ends), Int64s(axes), steps is null ? null : Int64s(steps)]);

    /// <summary>Extends (or, with negative pads, cuts) the ends of every axis.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="pads">Counts before every axis, then counts after every axis.</param>
    /// <param name="mode"><c>constant</c>, <c>reflect</c> or <c>edge</c>.</param>
    /// <param name="value">The constant.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Pad(Value x, long[] pads, string mode = "constant", float value = 0f, string? name = null)
    {
        Value? constant = mode == "constant" && value != 0f ? Scalar(value) : null;
        return One("Pad", name, [x, Int64s(pads), constant], OnnxAttribute.Of("mode", mode));
    }

    /// <summary>Resamples to another size; extents that stay are untouched.</summary>
    /// <param name="x"><c>[N, C, H, W]</c>.</param>
    /// <param name="outShape">The shape of the result.</param>
    /// <param name="mode"><c>nearest</c>, <c>linear</c> or <c>cubic</c>.</param>
    /// <param name="coordinateMode">Where a sample of the result lies in x, such as <c>asymmetric</c>, <c>half_pixel</c> or <c>align_corners</c>.</param>
    /// <param name="nearestMode">Rounding of <c>nearest</c>: <c>floor</c>, <c>ceil</c>, <c>round_prefer_floor</c> or <c>round_prefer_ceil</c>.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Resize(
        Value x, Shape outShape, string mode = "nearest", string coordinateMode = "asymmetric", string nearestMode = "floor", string? name = null)
    {
        ArgumentNullException.ThrowIfNull(outShape);
        List<OnnxAttribute> attributes = [OnnxAttribute.Of("mode", mode), OnnxAttribute.Of("coordinate_transformation_mode", coordinateMode)];
        if (mode == "nearest") attributes.Add(OnnxAttribute.Of("nearest_mode", nearestMode));
        return One("Resize", name, [x, null, null, Int64s(outShape.ToArray())], [.. attributes]);
    }

    /// <summary>Repeats x along every axis.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="repeats">How often, for every axis.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Tile(Value x, long[] repeats, string? name = null) => One("Tile", name, [x, Int64s(repeats)]);

    /// <summary>Cuts an axis into parts.</summary>
    /// <param name="x">Rank 1 or more.</param>
    /// <param name="parts">The extent of each part; they sum to the extent of the axis.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="name">A name for the output, or null.</param>
    public IReadOnlyList<Value> Split(Value x, long[] parts, long axis = 0, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return Make("Split", name, parts.Length, [x, Int64s(parts)], [OnnxAttribute.Of("axis", axis)]);
    }
}
