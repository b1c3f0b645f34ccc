using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>The numbers of a <see cref="FrontLayer"/> in a checkpoint; as JSON they come back to the bit.</summary>
public sealed record FrontLayerState
{
    /// <summary>C, the channels.</summary>
    public int Channels { get; init; }

    /// <summary>k, the side of the kernel.</summary>
    public int KernelSize { get; init; }

    /// <summary>K, <c>[C, 3, k, k]</c>.</summary>
    public float[] Kernel { get; init; } = [];

    /// <summary>b, <c>[C]</c>.</summary>
    public float[] Bias { get; init; } = [];

    /// <summary>M, <c>[3, C, 1, 1]</c>.</summary>
    public float[] Mix { get; init; } = [];

    /// <summary>As <see cref="FrontLayer.EncoderSha256"/>.</summary>
    public string EncoderSha256 { get; init; } = "";

    internal static FrontLayerState? Of(FrontLayer? layer) => layer is null ? null : new FrontLayerState
    {
        Channels = (int)layer.Kernel.Shape[0],
        KernelSize = (int)layer.Kernel.Shape[2],
        Kernel = layer.Kernel.Span.ToArray(),
        Bias = layer.Bias.Span.ToArray(),
        Mix = layer.Mix.Span.ToArray(),
        EncoderSha256 = layer.EncoderSha256,
    };

    /// <summary>The layer.</summary>
    /// <exception cref="ShapeException">The numbers do not fit each other.</exception>
    internal FrontLayer ToLayer() => new(
        new Tensor<float>(new Shape(Channels, 3, KernelSize, KernelSize), Kernel), new Tensor<float>(new Shape(Channels), Bias), new Tensor<float>(new Shape(3, Channels, 1, 1), Mix))
    {
        EncoderSha256 = EncoderSha256,
    };
}
