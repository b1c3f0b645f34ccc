using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// The painting has the style's textures, measured by how far features would have to be moved: the squared Wasserstein-2 distance of two
/// Gaussians, as means: mean((mu - mu_t)^2) + mean(diag(S_t + S - 2 (S_t^1/2 S S_t^1/2)^1/2)), S with 1e-4 added to its diagonal
/// (crowsonkb/style-transfer-pytorch).
/// </summary>
/// <remarks>
/// S_t^1/2 is computed once on the host in double. The trace of the other root comes from eighteen Newton-Schulz iterations inside the graph,
/// Y' = Y T, Z' = T Z, T = (3 I - Z Y) / 2 from Y = A / |A|_F, and its gradient by Autograd through them. Eigenvalues below about 1e-6 of the
/// largest are not resolved: the trace comes out a little small, so that the loss is up to a few per cent too large where the covariance is singular.
/// Differs from the source: it takes twelve iterations (up to 12 % too large on VGG-19 at 64 px) and solves a Lyapunov equation for the gradient. Several styles: mean and second raw moment are averaged, as there.
/// Magnitude: that of a variance of features, C of them averaged; far milder than a Gram loss, which is of fourth order.
/// </remarks>
public sealed record WassersteinLoss : LossTerm
{
    private const double Ridge = 1e-4;
    private const int Iterations = 18;

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
            double[,] covariance = FeatureMoments.Covariance(statistics, layer.Layer, Ridge);
            targets[$"mean/{layer.Layer}"] = statistics[$"mean/{layer.Layer}"];
            targets[$"root/{layer.Layer}"] = FeatureMoments.ToTensor(SymmetricRoot.Of(covariance));
            double trace = 0;
            for (int i = 0; i < covariance.GetLength(0); i++) trace += covariance[i, i];
            targets[$"variance/{layer.Layer}"] = new Tensor<float>(Shape.Scalar, [(float)(trace / covariance.GetLength(0))]);
        }

        return targets;
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, Shape> TargetShapes(StatisticsContext context)
    {
        long Channels(LayerWeight layer) => context.Feature(layer.Layer).Shape[1];
        return Layers.SelectMany(layer => (IEnumerable<(string, Shape)>)[($"mean/{layer.Layer}", new Shape(Channels(layer), 1)), ($"root/{layer.Layer}", new Shape(Channels(layer), Channels(layer))), ($"variance/{layer.Layer}", Shape.Scalar)])
            .ToDictionary(pair => pair.Item1, pair => pair.Item2);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<LossNode> Build(LossContext context)
    {
        GraphBuilder graph = context.Graph;
        List<LossNode> nodes = [];
        foreach (LayerWeight layer in Layers)
        {
            (Value mean, Value second) = FeatureMoments.Of(graph, context.Feature(layer.Layer));
            Value identity = Identity(graph, mean.Shape[0]);
            Value covariance = graph.Add(FeatureMoments.Covariance(graph, mean, second), graph.Mul(identity, graph.Scalar((float)Ridge)));
            Value root = context.Target($"root/{layer.Layer}");
            Value middle = graph.MatMul(graph.MatMul(root, covariance), root);
            Value variances = graph.Add(MeanOfDiagonal(graph, covariance, identity), context.Target($"variance/{layer.Layer}"));
            Value shared = graph.Mul(RootTrace(graph, middle, identity), graph.Scalar(2f / mean.Shape[0]));
            Value means = context.MeanSquaredDifference(mean, context.Target($"mean/{layer.Layer}"));
            nodes.Add(new LossNode
            {
                Name = $"{Name}/{layer.Layer}",
                Value = graph.Add(means, graph.Sub(variances, shared)),
                Feature = context.Feature(layer.Layer),
                LayerWeight = layer.Weight,
                TargetScale = context.MeanSquare($"mean/{layer.Layer}") + context.TargetData($"variance/{layer.Layer}").Span[0],
            });
        }

        return nodes;
    }

    private static Value MeanOfDiagonal(GraphBuilder graph, Value matrix, Value identity) =>
        graph.Mul(graph.ReduceSum(graph.Mul(matrix, identity), keepDims: false), graph.Scalar(1f / matrix.Shape[0]));

    /// <summary>trace(A^1/2) of a positive semi-definite matrix <c>[C, C]</c>, a scalar.</summary>
    private static Value RootTrace(GraphBuilder graph, Value a, Value identity)
    {
        Value norm = graph.Sqrt(graph.ReduceSum(graph.Mul(a, a), keepDims: false));
        Value y = graph.Div(a, norm), threeHalves = graph.Mul(identity, graph.Scalar(1.5f));
        Value? z = null;
        for (int i = 0; i < Iterations; i++)
        {
            Value product = z is null ? y : graph.MatMul(z, y);
            Value t = graph.Sub(threeHalves, graph.Mul(product, graph.Scalar(0.5f)));
            y = graph.MatMul(y, t);
            z = z is null ? t : graph.MatMul(t, z);
        }

        return graph.Mul(graph.Sqrt(norm), graph.ReduceSum(graph.Mul(y, identity), keepDims: false));
    }

    private static Value Identity(GraphBuilder graph, long size)
    {
        Tensor<float> tensor = new(new Shape(size, size));
        for (int i = 0; i < size; i++) tensor.Span[(int)(i * (size + 1))] = 1;
        return graph.Constant(tensor, $"identity{size}");
    }
}
