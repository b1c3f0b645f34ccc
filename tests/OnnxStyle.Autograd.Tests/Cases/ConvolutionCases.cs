using OnnxStyle.Onnx;
using static OnnxStyle.Autograd.Tests.Cases.KnownCases;

namespace OnnxStyle.Autograd.Tests.Cases;

internal static class ConvolutionCases
{
    public static IEnumerable<GradientCase> Rows =>
    [
        new("Conv 3x3 same, odd", [In(1, 3, 5, 7), In(4, 3, 3, 3), In(4)], (b, x) => b.Conv(x[0], x[1], x[2], pads: [1, 1, 1, 1]), Linear: true),
        new("Conv 3x3 valid, batch", [In(2, 3, 4, 5), In(2, 3, 3, 3)], (b, x) => b.Conv(x[0], x[1]), Linear: true),
        new("Conv 1x1", [In(1, 5, 3, 2), In(3, 5, 1, 1), In(3)], (b, x) => b.Conv(x[0], x[1], x[2]), Linear: true),
        new("Conv 2x3 uneven pads", [In(1, 2, 5, 4), In(3, 2, 2, 3)], (b, x) => b.Conv(x[0], x[1], pads: [1, 0, 0, 2]), Linear: true),
        new("Conv more padding than kernel", [In(1, 2, 3, 4), In(3, 2, 2, 1)], (b, x) => b.Conv(x[0], x[1], pads: [2, 1, 3, 2]), Linear: true),
        new("Conv stride 2, kernel 4", [In(1, 3, 7, 8), In(2, 3, 4, 4), In(2)], (b, x) => b.Conv(x[0], x[1], x[2], strides: [2, 2], pads: [1, 1, 1, 1]), Linear: true),
        new("Conv stride 3x2 with a rest", [In(2, 2, 9, 6), In(3, 2, 2, 3)], (b, x) => b.Conv(x[0], x[1], strides: [3, 2], pads: [0, 1, 1, 0]), Linear: true),
        new("Conv dilated", [In(1, 2, 7, 8), In(3, 2, 3, 2)], (b, x) => b.Conv(x[0], x[1], dilations: [2, 3], pads: [2, 1, 2, 0]), Linear: true),
        new("Conv dilated and strided", [In(1, 2, 9, 8), In(3, 2, 3, 2)], (b, x) => b.Conv(x[0], x[1], strides: [2, 3], dilations: [2, 2], pads: [1, 1, 2, 0]), Linear: true),
        new("Conv grouped", [In(2, 4, 5, 3), In(6, 2, 3, 2), In(6)], (b, x) => b.Conv(x[0], x[1], x[2], pads: [1, 0, 1, 1], group: 2), Linear: true),
        new("Conv grouped and strided", [In(2, 4, 6, 5), In(6, 2, 3, 2)], (b, x) => b.Conv(x[0], x[1], strides: [2, 2], group: 2), Linear: true),
        new("Conv depthwise", [In(1, 5, 4, 6), In(5, 1, 3, 3)], (b, x) => b.Conv(x[0], x[1], pads: [1, 1, 1, 1], group: 5), Linear: true),
        new("Conv 1-D", [In(2, 3, 8), In(4, 3, 3)], (b, x) => b.Conv(x[0], x[1], pads: [1, 1]), Linear: true),
        new("Conv 3-D strided", [In(1, 2, 4, 3, 5), In(2, 2, 2, 1, 3)], (b, x) => b.Conv(x[0], x[1], strides: [2, 1, 2], pads: [0, 0, 1, 1, 0, 1]), Linear: true),
        new("Conv SAME_UPPER strided", [In(1, 2, 6, 7), In(3, 2, 3, 3)], (b, x) => b.Op("Conv", [x[0], x[1]], At("auto_pad", "SAME_UPPER"), At("strides", 2, 2)), Linear: true),
        new("Conv SAME_LOWER", [In(1, 2, 5, 4), In(3, 2, 2, 4)], (b, x) => b.Op("Conv", [x[0], x[1]], At("auto_pad", "SAME_LOWER")), Linear: true),
        new("ConvTranspose stride 2", [In(1, 3, 3, 4), In(3, 2, 4, 4), In(2)], (b, x) => b.ConvTranspose(x[0], x[1], x[2], strides: [2, 2], pads: [1, 1, 1, 1]), Linear: true),
        new("ConvTranspose stride 3x2, output padding", [In(2, 2, 3, 2), In(2, 3, 2, 3)], (b, x) => b.ConvTranspose(x[0], x[1], strides: [3, 2], pads: [0, 1, 1, 0], outputPadding: [2, 1]), Linear: true),
        new("ConvTranspose dilated, grouped", [In(2, 4, 3, 4), In(4, 3, 2, 3)], (b, x) => b.ConvTranspose(x[0], x[1], strides: [1, 2], dilations: [2, 1], pads: [1, 0, 0, 1], group: 2), Linear: true),
        new("ConvTranspose stride 1", [In(1, 2, 3, 3), In(2, 3, 3, 2)], (b, x) => b.ConvTranspose(x[0], x[1]), Linear: true),
    ];
}
