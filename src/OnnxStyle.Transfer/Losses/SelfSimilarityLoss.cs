using OnnxStyle.Onnx;

namespace OnnxStyle.Transfer;

/// <summary>
/// The content loss of Kolkin et al. 2019 (equation 3): how the samples of a picture resemble one another shall stay as it is. Each picture's matrix of
/// cosine distances has its columns divided by their sums; the loss is the sum of absolute differences divided by the number of samples.
/// </summary>
internal static class SelfSimilarityLoss
{
    // Below a column sum of any picture, above what makes 0 / 0 of one that is the same everywhere.
    private const float SmallestSum = 1e-6f;

    /// <summary>Appends the loss of samples of two pictures at the same positions, both <c>[P, K]</c>.</summary>
    public static Value Build(GraphBuilder graph, Value x, Value content)
    {
        Value difference = graph.Sub(Similarity(graph, x), Similarity(graph, content));
        return graph.ReduceMean(graph.ReduceSum(graph.Abs(difference), [1], keepDims: false), keepDims: false);
    }

    private static Value Similarity(GraphBuilder graph, Value rows)
    {
        Value unit = CosineRows.Unit(graph, rows), distances = CosineRows.Distances(graph, unit, unit);
        Value sums = graph.ReduceSum(distances, [0], keepDims: true);
        return graph.Mul(distances, graph.Reciprocal(graph.Max(sums, graph.Scalar(SmallestSum))));
    }
}
