using OnnxStyle.Onnx;
using static OnnxStyle.Autograd.Tests.Cases.KnownCases;

namespace OnnxStyle.Autograd.Tests.Cases;

internal static class PoolCases
{
    public static IEnumerable<GradientCase> Rows =>
    [
        new("AveragePool 2x2", [In(1, 3, 4, 6)], (b, x) => b.AveragePool(x[0], [2, 2], [2, 2]), Linear: true),
        new("AveragePool 2x2 odd", [In(2, 3, 5, 7)], (b, x) => b.AveragePool(x[0], [2, 2], [2, 2]), Linear: true),
        new("AveragePool 3x2 tiles", [In(1, 2, 7, 5)], (b, x) => b.AveragePool(x[0], [3, 2], [3, 2]), Linear: true),
        new("AveragePool overlapping", [In(1, 2, 5, 6)], (b, x) => b.AveragePool(x[0], [3, 3]), Linear: true),
        new("AveragePool padded, counts inside", [In(1, 2, 5, 6)], (b, x) => b.AveragePool(x[0], [3, 3], [2, 2], [1, 1, 1, 1]), Linear: true),
        new("AveragePool padded, counts padding", [In(1, 2, 5, 6)], (b, x) => b.AveragePool(x[0], [3, 3], [2, 2], [1, 1, 1, 1], countIncludePad: true), Linear: true),
        new("AveragePool ceil", [In(1, 2, 5, 6)], (b, x) => b.AveragePool(x[0], [2, 3], [2, 2], ceilMode: true), Linear: true),
        new("AveragePool gaps", [In(1, 2, 8, 7)], (b, x) => b.AveragePool(x[0], [2, 2], [3, 3]), Linear: true),
        new("GlobalAveragePool", [In(2, 3, 4, 5)], (b, x) => b.GlobalAveragePool(x[0]), Linear: true),
        new("MaxPool 2x2", [Distinct(1, 3, 4, 6)], (b, x) => b.MaxPool(x[0], [2, 2], [2, 2])),
        new("MaxPool 2x2 odd", [Distinct(2, 2, 5, 7)], (b, x) => b.MaxPool(x[0], [2, 2], [2, 2])),
        new("MaxPool 3x3 overlapping, padded", [Distinct(2, 2, 5, 6)], (b, x) => b.MaxPool(x[0], [3, 3], [2, 2], [1, 1, 1, 1])),
        new("MaxPool ceil", [Distinct(1, 2, 5, 7)], (b, x) => b.MaxPool(x[0], [2, 2], [2, 2], ceilMode: true)),
        new("MaxPool dilated", [Distinct(1, 2, 6, 5)], (b, x) => b.Op("MaxPool", [x[0]], At("kernel_shape", 2, 2), At("dilations", 2, 3))),
        new("GlobalMaxPool", [Distinct(2, 3, 4, 5)], (b, x) => b.Op("GlobalMaxPool", [x[0]])),
    ];
}
