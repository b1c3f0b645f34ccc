using OnnxStyle.Onnx;

namespace OnnxStyle.Transfer;

/// <summary>Cosine distances between the rows of two sets of samples, <c>[P, K]</c> and <c>[Q, K]</c>.</summary>
internal static class CosineRows
{
    /// <summary>
    /// The square of the shortest length that counts: rows below it are divided by it, not by their own length. So a row of zeros (black in the palette, a
    /// dead hypercolumn) stays zeros: its distance to everything is 1, and neither it nor its gradient is ever NaN. 1e-3 is a quarter of an 8-bit step.
    /// </summary>
    public const float SmallestSquare = 1e-6f;

    /// <summary>Rows of length 1, <c>[P, K]</c>.</summary>
    public static Value Unit(GraphBuilder graph, Value rows)
    {
        Value square = graph.ReduceSum(graph.Mul(rows, rows), [1], keepDims: true);
        return graph.Mul(rows, graph.Reciprocal(graph.Sqrt(graph.Max(square, graph.Scalar(SmallestSquare)))));
    }

    /// <summary>1 - cos for each pair of two sets of unit rows, <c>[P, Q]</c>.</summary>
    public static Value Distances(GraphBuilder graph, Value left, Value right) =>
        graph.Sub(graph.Scalar(1), graph.MatMul(left, graph.Transpose(right, [1, 0])));
}
