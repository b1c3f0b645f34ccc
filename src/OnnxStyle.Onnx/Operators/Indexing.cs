namespace OnnxStyle.Onnx;

/// <content>Operators that read or write at indices.</content>
public sealed partial class GraphBuilder
{
    /// <summary>Picks slices: the axis is replaced by the axes of the indices.</summary>
    /// <param name="x">Rank 1 or more.</param>
    /// <param name="indices">Int64 or Int32, any shape.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Gather(Value x, Value indices, long axis = 0, string? name = null) => One("Gather", name, [x, indices], OnnxAttribute.Of("axis", axis));

    /// <summary>Picks one element for every index: the result has the shape of the indices.</summary>
    /// <param name="x">Rank 1 or more.</param>
    /// <param name="indices">Int64 or Int32, of the rank of x.</param>
    /// <param name="axis">The axis that the indices count along.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value GatherElements(Value x, Value indices, long axis = 0, string? name = null) =>
        One("GatherElements", name, [x, indices], OnnxAttribute.Of("axis", axis));

    /// <summary>A copy of x with some elements written anew.</summary>
    /// <param name="x">Rank 1 or more.</param>
    /// <param name="indices">Int64 or Int32, of the rank of x.</param>
    /// <param name="updates">What is written, in the shape of the indices.</param>
    /// <param name="axis">The axis that the indices count along.</param>
    /// <param name="reduction"><c>none</c>, <c>add</c> or <c>mul</c>: what happens to the element that is there.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value ScatterElements(Value x, Value indices, Value updates, long axis = 0, string reduction = "none", string? name = null) =>
        One("ScatterElements", name, [x, indices, updates], OnnxAttribute.Of("axis", axis), OnnxAttribute.Of("reduction", reduction));

    /// <summary>Samples an image at positions from -1 to 1.</summary>
    /// <param name="x"><c>[N, C, H, W]</c>.</param>
    /// <param name="grid"><c>[N, h, w, 2]</c>, x before y.</param>
    /// <param name="mode"><c>bilinear</c>, <c>nearest</c> or <c>bicubic</c>.</param>
    /// <param name="paddingMode"><c>zeros</c>, <c>border</c> or <c>reflection</c>.</param>
    /// <param name="alignCorners">Whether -1 and 1 are the centres of the outermost pixels.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value GridSample(
        Value x, Value grid, string mode = "bilinear", string paddingMode = "zeros", bool alignCorners = false, string? name = null) =>
        One(
            "GridSample",
            name,
            [x, grid],
            OnnxAttribute.Of("mode", mode),
            OnnxAttribute.Of("padding_mode", paddingMode),
            OnnxAttribute.Of("align_corners", alignCorners ? 1L : 0L));
}
