using OnnxStyle.Onnx;

namespace OnnxStyle.Transfer;

/// <summary>
/// The painting has the style's textures: which features occur together, wherever they are. Mean over C x C entries of (G - A)^2 with
/// the Gram matrices G = F F^T / M of the painting and A of the style, F <c>[C, M]</c> (Gatys, Ecker, Bethge 2016, equations 3 to 5).
/// </summary>
/// <remarks>
/// Each Gram matrix is divided by its own M, so style and painting may differ in size. Gram matrices of several styles are averaged: that
/// is the Gram matrix of their features side by side. With a region, features are first multiplied by its guide T, mean(T^2) = 1
/// (Gatys et al. 2017, equation 7).
/// Differs from equation 4: means, not sums over 4 C^2 M^2; <see cref="LossConvention.Paper"/> gives that back.
/// Magnitude: about mean(A^2) at the start from a photograph, a hundredth of it in a finished painting.
/// </remarks>
public sealed record GramLoss : LossTerm
{
    /// <inheritdoc/>
    public override string Name { get; init; } = "style";

    /// <inheritdoc/>
    public override LossRole Role => LossRole.Style;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Value> Statistics(StatisticsContext context) => Layers.Where(layer => context.Sees(layer.Layer))
        .ToDictionary(layer => $"gram/{layer.Layer}", layer => Gram(context.Graph, context.GuidedFeature(layer.Layer)));

    /// <inheritdoc/>
    public override IReadOnlyList<LossNode> Build(LossContext context) => [.. Layers.Where(layer => context.Sees(layer.Layer)).Select(layer => new LossNode
    {
        Name = $"{Name}/{layer.Layer}",
        Value = context.MeanSquaredDifference(Gram(context.Graph, context.GuidedFeature(layer.Layer)), context.Target($"gram/{layer.Layer}")),
        Feature = context.Feature(layer.Layer),
        LayerWeight = layer.Weight,
        TargetScale = context.MeanSquare($"gram/{layer.Layer}"),
    })];

    /// <summary>F F^T / M <c>[C, C]</c> of features <c>[1, C, H, W]</c>.</summary>
    internal static Value Gram(GraphBuilder graph, Value features)
    {
        long channels = features.Shape[1], positions = features.Shape[2] * features.Shape[3];
        Value f = graph.Reshape(features, channels, positions);
        return graph.Gemm(f, f, alpha: 1f / positions, transB: true);
    }
}
