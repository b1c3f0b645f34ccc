using OnnxStyle.Onnx;
using OnnxStyle.Operators.Winograd;
using OnnxStyle.Runtime;

namespace OnnxStyle.Operators.Binding;

/// <summary>The sizes of a convolution as attributes of a node.</summary>
internal static class SizeAttributes
{
    private const string Sizes = "sizes", Pads = "pads";

    public static IEnumerable<OnnxAttribute> Of(Conv3x3Shape shape) =>
    [
        OnnxAttribute.Of(Sizes, [shape.Batch, shape.Channels, shape.Results, shape.Height, shape.Width]),
        OnnxAttribute.Of(Pads, [shape.PadTop, shape.PadLeft, shape.PadBottom, shape.PadRight]),
    ];

    public static Conv3x3Shape Read(KernelSetup setup)
    {
        long[] sizes = setup.Ints(Sizes), pads = setup.Ints(Pads);
        return new Conv3x3Shape
        {
            Batch = (int)sizes[0],
            Channels = (int)sizes[1],
            Results = (int)sizes[2],
            Height = (int)sizes[3],
            Width = (int)sizes[4],
            PadTop = (int)pads[0],
            PadLeft = (int)pads[1],
            PadBottom = (int)pads[2],
            PadRight = (int)pads[3],
        };
    }
}
