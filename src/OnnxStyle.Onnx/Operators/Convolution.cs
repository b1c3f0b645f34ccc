namespace OnnxStyle.Onnx;

/// <content>Convolutions.</content>
public sealed partial class GraphBuilder
{
    /// <summary>Cross-correlation with filters, as networks call convolution.</summary>
    /// <param name="x"><c>[N, C, H, W]</c>.</param>
    /// <param name="w">Filters <c>[M, C / group, kH, kW]</c>.</param>
    /// <param name="b">Bias <c>[M]</c>, or null.</param>
    /// <param name="strides"><c>[sH, sW]</c>; null is 1.</param>
    /// <param name="pads">Zeros <c>[top, left, bottom, right]</c>; null is none.</param>
    /// <param name="dilations"><c>[dH, dW]</c>; null is 1.</param>
    /// <param name="group">Number of groups.</param>
    /// <param name="name">A name for the output, or null.</param>
    /// <returns><c>[N, M, H', W']</c> with H' = floor((H + top + bottom - dH (kH - 1) - 1) / sH) + 1.</returns>
    public Value Conv(
        Value x, Value w, Value? b = null, long[]? strides = null, long[]? pads = null, long[]? dilations = null, long group = 1, string? name = null) =>
        One("Conv", name, [x, w, b], Windows(strides, pads, dilations, group));

    /// <summary>The gradient of <see cref="Conv"/> with regard to its input, used as an operator.</summary>
    /// <param name="x"><c>[N, C, H, W]</c>.</param>
    /// <param name="w">Filters <c>[C, M / group, kH, kW]</c>.</param>
    /// <param name="b">Bias <c>[M]</c>, or null.</param>
    /// <param name="strides"><c>[sH, sW]</c>; null is 1.</param>
    /// <param name="pads">Cut from the result: <c>[top, left, bottom, right]</c>; null is none.</param>
    /// <param name="dilations"><c>[dH, dW]</c>; null is 1.</param>
    /// <param name="group">Number of groups.</param>
    /// <param name="outputPadding">Rows and columns added at the end of the result; null is none.</param>
    /// <param name="name">A name for the output, or null.</param>
    /// <returns><c>[N, M, H', W']</c> with H' = sH (H - 1) + outputPadding + dH (kH - 1) + 1 - top - bottom.</returns>
    public Value ConvTranspose(
        Value x,
        Value w,
        Value? b = null,
        long[]? strides = null,
        long[]? pads = null,
        long[]? dilations = null,
        long group = 1,
        long[]? outputPadding = null,
        string? name = null)
    {
        OnnxAttribute[] attributes = Windows(strides, pads, dilations, group);
        if (outputPadding is not null) attributes = [.. attributes, OnnxAttribute.Of("output_padding", outputPadding)];
        return One("ConvTranspose", name, [x, w, b], attributes);
    }

    private static OnnxAttribute[] Windows(long[]? strides, long[]? pads, long[]? dilations, long group)
    {
        List<OnnxAttribute> attributes = [];
        if (strides is not null) attributes.Add(OnnxAttribute.Of("strides", strides));
        if (pads is not null) attributes.Add(OnnxAttribute.Of("pads", pads));
        if (dilations is not null) attributes.Add(OnnxAttribute.Of("dilations", dilations));
        if (group != 1) attributes.Add(OnnxAttribute.Of("group", group));
        return [.. attributes];
    }
}
