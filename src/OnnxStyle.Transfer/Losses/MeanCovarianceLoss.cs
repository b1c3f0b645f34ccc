using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// The painting has the style's textures, told apart into how strong each feature is and which occur together:
/// mean((mu - mu_t)^2) + mean((S - S_t)^2) with the mean mu <c>[C]</c> and covariance S <c>[C, C]</c> of the features over positions.
/// </summary>
/// <remarks>
/// A Gram matrix is S + mu mu^T; here both parts count by themselves, and no matrix root is needed as in <see cref="WassersteinLoss"/>.
/// Several styles are averaged in the mean and the second raw moment, which are linear in the set of positions, not in the covariance.
/// </remarks>
public sealed record MeanCovarianceLoss : LossTerm
{
    /// <inheritdoc/>
    public override string Name { get; init; } = "style";

    /// <inheritdoc/>
    public override LossRole Role => LossRole.Style;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Value> Statistics(StatisticsContext context) => FeatureMoments.Statistics(context, Layers);

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Tensor<float>> Targets(IReadOnlyDictionary<string, Tensor<float>> statistics)
    {
        Dictionary<string, Tensor<float>> targets = [];
        foreach (LayerWeight layer in Layers)
        {
            targets[$"mean/{layer.Layer}"] = statistics[$"mean/{layer.Layer}"];
            targets[$"covariance/{layer.Layer}"] = FeatureMoments.ToTensor(FeatureMoments.Covariance(statistics, layer.Layer, 0));
        }

        return targets;
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Shape> TargetShapes(StatisticsContext context)
    {
        long Channels(LayerWeight layer) => context.Feature(layer.Layer).Shape[1];
        return Layers.SelectMany(layer => (IEnumerable<(string, Shape)>)[($"mean/{layer.Layer}", new Shape(Channels(layer), 1)), ($"covariance/{layer.Layer}", new Shape(Channels(layer), Channels(layer)))])
            .ToDictionary(pair => pair.Item1, pair => pair.Item2);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<LossNode> Build(LossContext context)
    {
        List<LossNode> nodes = [];
        foreach (LayerWeight layer in Layers)
        {
            (Value mean, Value second) = FeatureMoments.Of(context.Graph, context.Feature(layer.Layer));
            Value covariance = FeatureMoments.Covariance(context.Graph, mean, second);
            Value means = context.MeanSquaredDifference(mean, context.Target($"mean/{layer.Layer}"));
            Value covariances = context.MeanSquaredDifference(covariance, context.Target($"covariance/{layer.Layer}"));
            nodes.Add(new LossNode
            {
                Name = $"{Name}/{layer.Layer}",
                Value = context.Graph.Add(means, covariances),
                Feature = context.Feature(layer.Layer),
                LayerWeight = layer.Weight,
                TargetScale = context.MeanSquare($"mean/{layer.Layer}") + context.MeanSquare($"covariance/{layer.Layer}"),
            });
        }

        return nodes;
    }
}
