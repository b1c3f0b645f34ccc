using OnnxStyle.Tensors;
using static OnnxStyle.Autograd.Tests.Cases.KnownCases;

namespace OnnxStyle.Autograd.Tests.Cases;

internal static class ResizeCases
{
    public static IEnumerable<GradientCase> Rows =>
    [
        new("Resize nearest twice", [In(1, 2, 3, 4)], (b, x) => b.Resize(x[0], new Shape(1, 2, 6, 8)), Linear: true),
        new("Resize nearest 3x1", [In(2, 2, 2, 5)], (b, x) => b.Resize(x[0], new Shape(2, 2, 6, 5)), Linear: true),
        new("Resize nearest by scales", [In(1, 1, 3, 2)], (b, x) => b.Op("Resize", [x[0], null, b.Constant(new Tensor<float>(new Shape(4), [1f, 1f, 2f, 3f]))], At("mode", "nearest"), At("coordinate_transformation_mode", "asymmetric"), At("nearest_mode", "floor")), Linear: true),
        new("Resize nearest smaller", [In(1, 2, 7, 8)], (b, x) => b.Resize(x[0], new Shape(1, 2, 3, 4)), Linear: true),
        new("Resize nearest half pixel", [In(1, 2, 3, 5)], (b, x) => b.Resize(x[0], new Shape(1, 2, 7, 4), "nearest", "half_pixel", "round_prefer_ceil"), Linear: true),
        new("Resize linear larger", [In(1, 2, 3, 4)], (b, x) => b.Resize(x[0], new Shape(1, 2, 7, 6), "linear", "half_pixel"), Linear: true),
        new("Resize linear smaller", [In(1, 2, 7, 6)], (b, x) => b.Resize(x[0], new Shape(1, 2, 3, 5), "linear", "half_pixel"), Linear: true),
        new("Resize linear asymmetric", [In(1, 2, 3, 4)], (b, x) => b.Resize(x[0], new Shape(1, 2, 6, 8), "linear", "asymmetric"), Linear: true),
        new("Resize linear aligned corners", [In(1, 2, 3, 4)], (b, x) => b.Resize(x[0], new Shape(1, 2, 5, 1), "linear", "align_corners"), Linear: true),
    ];
}
