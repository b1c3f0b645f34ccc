using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// The palette (Kolkin et al. 2019, equation 8): the relaxed earth mover's distance of colours. The cost of two colours is their cosine distance plus their
/// Euclidean distance √(max(|x - y|², 1e-5) / 3), as in the authors' code.
/// </summary>
/// <remarks>The floor under the root keeps its gradient finite; it leaves a loss of 0.0018 between equal palettes.</remarks>
internal static class PaletteLoss
{
    private const float SmallestSquare = 1e-5f;

    // Rows are the axes of the authors' colour space: brightness and two differences. Orthonormal.
    private static readonly float[] Rotation =
    [
        0.577350f, 0.577350f, 0.577350f,
        -0.577350f, 0.788675f, -0.211325f,
        -0.577350f, -0.211325f, 0.788675f,
    ];

    // BT.601.
    private static readonly float[] Yuv =
    [
        0.299f, 0.587f, 0.114f,
        -0.14713f, -0.28886f, 0.436f,
        0.615f, -0.51499f, -0.10001f,
    ];

    /// <summary>Appends the loss of colours <c>[P, 3]</c> and <c>[Q, 3]</c>, RGB in [0, 1].</summary>
    public static Value Build(GraphBuilder graph, Value x, Value y, PaletteSpace space)
    {
        Tensor<float> matrix = new(new Shape(3, 3), space == PaletteSpace.Yuv ? Yuv : Rotation);
        Value toSpace = graph.Transpose(graph.Constant(matrix, "palette"), [1, 0]);
        Value u = graph.MatMul(x, toSpace), v = graph.MatMul(y, toSpace);
        Value cosine = CosineRows.Distances(graph, CosineRows.Unit(graph, u), CosineRows.Unit(graph, v));
        Value squares = graph.Sub(
            graph.Add(graph.ReduceSum(graph.Mul(u, u), [1], keepDims: true), graph.Transpose(graph.ReduceSum(graph.Mul(v, v), [1], keepDims: true), [1, 0])),
            graph.Mul(graph.MatMul(u, graph.Transpose(v, [1, 0])), graph.Scalar(2)));
        Value euclidean = graph.Sqrt(graph.Mul(graph.Max(squares, graph.Scalar(SmallestSquare)), graph.Scalar(1f / 3)));
        return TransportLoss.OfCosts(graph, graph.Add(cosine, euclidean));
    }
}
