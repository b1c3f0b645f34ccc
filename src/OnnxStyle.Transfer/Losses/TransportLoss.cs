using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// The relaxed earth mover's distance of two sets of samples (Kolkin, Salavon, Shakhnarovich 2019, equations 4 to 6): each sample moves all its mass to the
/// nearest of the other set, max(mean of row minima, mean of column minima) of the matrix of costs. A permutation of either set changes nothing.
/// </summary>
internal static class TransportLoss
{
    /// <summary>The cost of a forbidden pair; any number above every cosine distance (2) times the weight of a pair serves.</summary>
    public const float Forbidden = 1000;

    /// <summary>Appends the loss of hypercolumns under cosine distance.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="x">Samples of the output, <c>[P, K]</c>.</param>
    /// <param name="y">Samples of the style, <c>[Q, K]</c>.</param>
    /// <param name="pairs">How many of the last rows of x and y are pairs by point guidance.</param>
    /// <param name="weight">β of equation 9: what the distance of a pair counts.</param>
    public static Value Build(GraphBuilder graph, Value x, Value y, int pairs = 0, double weight = 1)
    {
        Value costs = CosineRows.Distances(graph, CosineRows.Unit(graph, x), CosineRows.Unit(graph, y));
        return OfCosts(graph, Guided(graph, costs, pairs, weight));
    }

    /// <summary>max(mean of row minima, mean of column minima) of costs <c>[P, Q]</c>. The gradient goes to the minima alone.</summary>
    public static Value OfCosts(GraphBuilder graph, Value costs) => graph.Max(
        graph.ReduceMean(graph.ReduceMin(costs, [1], keepDims: false), keepDims: false),
        graph.ReduceMean(graph.ReduceMin(costs, [0], keepDims: false), keepDims: false));

    /// <summary>
    /// Equation 9: the cost of a pair is multiplied by β, a guided row may go nowhere else. So its minimum is its partner's, however far that is.
    /// </summary>
    public static Value Guided(GraphBuilder graph, Value costs, int pairs, double weight)
    {
        if (pairs == 0) return costs;
        int rows = (int)costs.Shape[0], columns = (int)costs.Shape[1];
        Tensor<float> factor = new(costs.Shape), penalty = new(costs.Shape);
        factor.Span.Fill(1);
        for (int i = 0; i < pairs; i++)
        {
            int row = rows - pairs + i, partner = columns - pairs + i;
            penalty.Span.Slice(row * columns, columns).Fill(Forbidden);
            penalty.Span[(row * columns) + partner] = 0;
            factor.Span[(row * columns) + partner] = (float)weight;
        }

        return graph.Add(graph.Mul(costs, graph.Constant(factor, "guidance_factor")), graph.Constant(penalty, "guidance_penalty"));
    }
}
