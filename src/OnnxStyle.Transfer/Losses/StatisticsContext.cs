using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>Where a loss emits the statistics of a picture to compare with.</summary>
/// <param name="graph">The graph of that picture.</param>
/// <param name="features">The feature map of each layer, <c>[1, C, H, W]</c>.</param>
/// <param name="guides">The guide of each layer for the term's region, <c>[1, 1, H, W]</c>; null: the whole picture.</param>
public sealed class StatisticsContext(GraphBuilder graph, IReadOnlyDictionary<string, Value> features, IReadOnlyDictionary<string, Tensor<float>>? guides)
{
    /// <summary>The graph.</summary>
    public GraphBuilder Graph { get; } = graph;

    /// <summary>The feature map of a layer, <c>[1, C, H, W]</c>.</summary>
    public Value Feature(string layer) => features[layer];

    /// <summary>Whether the term's region is there at a layer.</summary>
    public bool Sees(string layer) => guides is null || guides.ContainsKey(layer);

    /// <summary>The feature map of a layer times the guide of the term's region.</summary>
    public Value GuidedFeature(string layer) => guides is null ? features[layer] : Graph.Mul(features[layer], Graph.Constant(guides[layer], $"guide/{layer}"));
}
