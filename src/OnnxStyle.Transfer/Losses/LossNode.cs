using OnnxStyle.Onnx;

namespace OnnxStyle.Transfer;

/// <summary>One scalar of a loss inside a graph: a term at one layer.</summary>
public sealed record LossNode
{
    /// <summary>The name in logs, such as <c>style/relu3_1</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The scalar, <c>[]</c>, in the inner convention and without weights.</summary>
    public required Value Value { get; init; }

    /// <summary>The feature map that it looks at, <c>[1, C, H, W]</c>; the image itself for terms on pixels.</summary>
    public required Value Feature { get; init; }

    /// <summary>The weight of the layer within its term.</summary>
    public double LayerWeight { get; init; } = 1;

    /// <summary>The mean square of what is compared with, in the units of <see cref="Value"/>: what the balanced convention divides by.</summary>
    public double TargetScale { get; init; } = 1;
}
