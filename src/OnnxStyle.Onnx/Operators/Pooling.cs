namespace OnnxStyle.Onnx;

/// <content>Pooling.</content>
public sealed partial class GraphBuilder
{
    /// <summary>Means over windows.</summary>
    /// <param name="x"><c>[N, C, H, W]</c>.</param>
    /// <param name="kernel"><c>[kH, kW]</c>.</param>
    /// <param name="strides"><c>[sH, sW]</c>; null is 1.</param>
    /// <param name="pads"><c>[top, left, bottom, right]</c>; null is none.</param>
    /// <param name="countIncludePad">Whether padding counts as zeros.</param>
    /// <param name="ceilMode">Whether a last window may hang over the end.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value AveragePool(
        Value x, long[] kernel, long[]? strides = null, long[]? pads = null, bool countIncludePad = false, bool ceilMode = false, string? name = null) =>
        One("AveragePool", name, [x], [.. Pooling(kernel, strides, pads, ceilMode), OnnxAttribute.Of("count_include_pad", countIncludePad ? 1L : 0L)]);

    /// <summary>Maxima over windows.</summary>
    /// <param name="x"><c>[N, C, H, W]</c>.</param>
    /// <param name="kernel"><c>[kH, kW]</c>.</param>
    /// <param name="strides"><c>[sH, sW]</c>; null is 1.</param>
    /// <param name="pads"><c>[top, left, bottom, right]</c>; null is none.</param>
    /// <param name="ceilMode">Whether a last window may hang over the end.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value MaxPool(Value x, long[] kernel, long[]? strides = null, long[]? pads = null, bool ceilMode = false, string? name = null) =>
        One("MaxPool", name, [x], Pooling(kernel, strides, pads, ceilMode));

    /// <summary>Means over all positions: <c>[N, C, H, W]</c> to <c>[N, C, 1, 1]</c>.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value GlobalAveragePool(Value x, string? name = null) => One("GlobalAveragePool", name, [x]);

    private static OnnxAttribute[] Pooling(long[] kernel, long[]? strides, long[]? pads, bool ceilMode)
    {
        List<OnnxAttribute> attributes = [OnnxAttribute.Of("kernel_shape", kernel)];
        if (strides is not null) attributes.Add(OnnxAttribute.Of("strides", strides));
        if (pads is not null) attributes.Add(OnnxAttribute.Of("pads", pads));
        if (ceilMode) attributes.Add(OnnxAttribute.Of("ceil_mode", 1L));
        return [.. attributes];
    }
}
