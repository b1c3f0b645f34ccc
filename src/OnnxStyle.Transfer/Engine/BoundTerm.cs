using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>A loss with what it is compared with and, for a region, where it looks.</summary>
internal sealed record BoundTerm
{
    /// <summary>The description.</summary>
    public required LossTerm Term { get; init; }

    /// <summary>The targets by the term's own names.</summary>
    public IReadOnlyDictionary<string, Tensor<float>> Targets { get; init; } = new Dictionary<string, Tensor<float>>();

    /// <summary>The guide of each layer, <c>[1, 1, H, W]</c>; null: the whole picture.</summary>
    public IReadOnlyDictionary<string, Tensor<float>>? Guides { get; init; }
}
