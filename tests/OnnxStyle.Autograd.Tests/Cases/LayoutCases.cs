using OnnxStyle.Onnx;
using OnnxStyle.Tensors;
using static OnnxStyle.Autograd.Tests.Cases.KnownCases;

namespace OnnxStyle.Autograd.Tests.Cases;

internal static class LayoutCases
{
    public static IEnumerable<GradientCase> Rows =>
    [
        new("Reshape", [In(2, 3, 5)], (b, x) => b.Reshape(x[0], 5, -1), Linear: true),
        new("Flatten", [In(2, 3, 5)], (b, x) => b.Flatten(x[0], 2), Linear: true),
        new("Squeeze", [In(2, 1, 5, 1)], (b, x) => b.Squeeze(x[0], 1), Linear: true),
        new("Unsqueeze", [In(2, 5)], (b, x) => b.Unsqueeze(x[0], 0, 3), Linear: true),
        new("Expand", [In(3, 1)], (b, x) => b.Expand(x[0], new Shape(2, 3, 4)), Linear: true),
        new("Transpose cycle", [In(2, 3, 5)], (b, x) => b.Transpose(x[0], [2, 0, 1]), Linear: true),
        new("Transpose reversed", [In(2, 3, 5)], (b, x) => b.Op("Transpose", [x[0]]), Linear: true),
        new("Concat with a repeated input", [In(2, 3), In(2, 1)], (b, x) => b.Concat(-1, x[0], x[1], x[0]), Linear: true),
        new("Split, two of three used", [In(2, 7)], (b, x) => { IReadOnlyList<Value> p = b.Split(x[0], [2, 4, 1], 1); return b.Concat(1, p[2], p[0]); }, Linear: true),
        new("Slice interior", [In(5, 7)], (b, x) => b.Slice(x[0], [1, -4], [4, -1], [0, 1]), Linear: true),
        new("Slice step 2 and 3", [In(5, 8)], (b, x) => b.Slice(x[0], [1, 0], [5, 8], [0, 1], [2, 3]), Linear: true),
        new("Slice reversed", [In(3, 4)], (b, x) => b.Slice(x[0], [-1, -1], [-4, -5], [0, 1], [-1, -1]), Linear: true),
        new("Slice reversed step 2, part", [In(9)], (b, x) => b.Slice(x[0], [7], [1], [0], [-2]), Linear: true),
        new("Slice far end", [In(4, 3)], (b, x) => b.Slice(x[0], [1], [long.MaxValue], [0]), Linear: true),
        new("Tile", [In(2, 3)], (b, x) => b.Tile(x[0], [3, 2]), Linear: true),
        new("DepthToSpace DCR", [In(2, 12, 1, 3)], (b, x) => b.DepthToSpace(x[0], 2), Linear: true),
        new("DepthToSpace CRD", [In(1, 8, 3, 2)], (b, x) => b.DepthToSpace(x[0], 2, "CRD"), Linear: true),
        new("SpaceToDepth", [In(2, 3, 4, 2)], (b, x) => b.Op("SpaceToDepth", [x[0]], At("blocksize", 2)), Linear: true),
        new("Pad constant", [In(2, 3)], (b, x) => b.Pad(x[0], [1, 0, 0, 2]), Linear: true),
        new("Pad constant, negative", [In(5, 4)], (b, x) => b.Pad(x[0], [-1, 2, 1, -1]), Linear: true),
        new("Pad constant, value from an input", [In(2, 3), In()], (b, x) => b.Op("Pad", [x[0], b.Int64s(1, 0, 0, 2), x[1]]), Linear: true),
        new("Pad edge", [In(1, 2, 3, 4)], (b, x) => b.Pad(x[0], [0, 0, 2, 1, 0, 0, 1, 3], "edge"), Linear: true),
        new("Pad reflect", [In(1, 2, 4, 5)], (b, x) => b.Pad(x[0], [0, 0, 2, 1, 0, 0, 3, 4], "reflect"), Linear: true),
        new("Gather repeated and negative", [In(4, 3)], (b, x) => b.Gather(x[0], Longs(b, [2, 3], 0, 2, 2, -1, 0, 2)), Linear: true),
        new("Gather inner axis, scalar index", [In(2, 4, 3)], (b, x) => b.Gather(x[0], Longs(b, [], 2), 1), Linear: true),
        new("GatherElements", [In(3, 4)], (b, x) => b.GatherElements(x[0], Longs(b, [2, 3], 0, 3, 3, 1, -1, 1), 1), Linear: true),
        new("ScatterElements", [In(3, 4), In(2, 2)], (b, x) => b.ScatterElements(x[0], Longs(b, [2, 2], 0, 3, 2, 1), x[1], 1), Linear: true),
        new("ScatterElements add", [In(3, 4), In(2, 2)], (b, x) => b.ScatterElements(x[0], Longs(b, [2, 2], 2, 2, 2, 1), x[1], 0, "add"), Linear: true),
        new("TopK", [Distinct(3, 5)], (b, x) => b.TopK(x[0], 2)[0]),
        new("TopK smallest, first axis", [Distinct(5, 3)], (b, x) => b.TopK(x[0], 3, 0, largest: false)[0]),
    ];
}
