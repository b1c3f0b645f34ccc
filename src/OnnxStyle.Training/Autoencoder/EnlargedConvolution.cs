using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>
/// A 3x3 convolution of a map that was enlarged four times by linear interpolation, the other way round: the filter's 3x3 numbers mix the channels of the small map,
/// and the nine results are enlarged, shifted and summed.
/// </summary>
/// <remarks>
/// The same numbers as enlarging (half-pixel centres, the border repeated) and then the convolution (zeros around the enlarged map), with a sixteenth of the filter's
/// work. Enlarging, shifting and summing along an axis are one product with a matrix of constants: the mirror of <see cref="AveragedConvolution"/>.
/// </remarks>
internal static class EnlargedConvolution
{
    private const int Factor = 4, Kernel = 3;

    /// <summary>Appends the layer.</summary>
    /// <param name="graph">The builder.</param>
    /// <param name="x"><c>[N, C, h, w]</c>.</param>
    /// <param name="weight"><c>[K, C, 3, 3]</c>.</param>
    /// <param name="bias"><c>[K]</c>.</param>
    /// <returns><c>[N, K, 4h, 4w]</c>.</returns>
    public static Value Append(GraphBuilder graph, Value x, Value weight, Value bias)
    {
        long n = x.Shape[0], c = x.Shape[1], h = x.Shape[2], w = x.Shape[3], k = weight.Shape[0];
        Value filters = graph.Reshape(graph.Transpose(weight, [1, 0, 2, 3]), c, k * Kernel * Kernel);
        Value mixed = graph.MatMul(graph.Reshape(graph.Transpose(x, [0, 2, 3, 1]), n * h * w, c), filters);
        Value places = graph.Transpose(graph.Reshape(mixed, n, h, w, k, Kernel, Kernel), [0, 3, 4, 1, 5, 2]); // [N, K, R, h, S, w]
        Value across = graph.MatMul(graph.Reshape(places, n, k, Kernel * h, Kernel * w), graph.Constant(Spread(w), "spread")); // [N, K, 3h, 4w]
        Value both = graph.MatMul(graph.Transpose(across, [0, 1, 3, 2]), graph.Constant(Spread(h), "spread")); // [N, K, 4w, 4h]
        return graph.Add(graph.Transpose(both, [0, 1, 3, 2]), graph.Reshape(bias, k, 1, 1));
    }

    // [3n, 4n]: row r·n + j says how much of small pixel j is in the enlarged pixel that row r of the filter sees from each position.
    private static Tensor<float> Spread(long n)
    {
        Tensor<float> matrix = new(new Shape(Kernel * n, Factor * n));
        for (long o = 0; o < Factor * n; o++)
        {
            for (int r = 0; r < Kernel; r++)
            {
                long seen = o + r - 1;
                if (seen < 0 || seen >= Factor * n) continue;
                double at = Math.Clamp(((seen + 0.5) / Factor) - 0.5, 0, n - 1);
                long low = (long)at;
                matrix.Span[(int)((((r * n) + low) * Factor * n) + o)] += (float)(1 - (at - low));
                if (low + 1 < n) matrix.Span[(int)((((r * n) + low + 1) * Factor * n) + o)] += (float)(at - low);
            }
        }

        return matrix;
    }
}
