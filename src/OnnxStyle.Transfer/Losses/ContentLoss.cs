using OnnxStyle.Onnx;

namespace OnnxStyle.Transfer;

/// <summary>
/// The painting shows what the photograph shows: mean((F - P)^2) over all entries, F and P the features <c>[1, C, H, W]</c> of both
/// (Gatys, Ecker, Bethge 2016, equation 1).
/// </summary>
/// <remarks>
/// Differs from equation 1: a mean where it has half a sum, so that the value does not grow with the picture; <see cref="LossConvention.Paper"/>
/// gives the sum back. Magnitude: of the order of mean(P^2) at the start from noise, a third of it in a finished painting.
/// </remarks>
public sealed record ContentLoss : LossTerm
{
    /// <inheritdoc/>
    public override string Name { get; init; } = "content";

    /// <inheritdoc/>
    public override LossRole Role => LossRole.Content;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Value> Statistics(StatisticsContext context) =>
        Layers.ToDictionary(layer => $"features/{layer.Layer}", layer => context.Feature(layer.Layer));

    /// <inheritdoc/>
    public override IReadOnlyList<LossNode> Build(LossContext context) => [.. Layers.Select(layer => new LossNode
    {
        Name = $"{Name}/{layer.Layer}",
        Value = context.MeanSquaredDifference(context.Feature(layer.Layer), context.Target($"features/{layer.Layer}")),
        Feature = context.Feature(layer.Layer),
        LayerWeight = layer.Weight,
        TargetScale = context.MeanSquare($"features/{layer.Layer}"),
    })];
}
