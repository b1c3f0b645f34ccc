using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>
/// 4x4 average pooling of a 3x3 convolution, the other way round: an average of sums is a sum of averages, so the picture is averaged first, once for each of the 3x3
/// places under the filter, and the filter then sees a sixteenth of the positions.
/// </summary>
/// <remarks>
/// The same numbers as convolution (zeros around the picture) and pooling one after the other. The averages along an axis are a product with a matrix of constants,
/// and the filter is one product, too: so are their gradients.
/// </remarks>
internal static class AveragedConvolution
{
    private const int Window = 4, Kernel = 3;

    /// <summary>Appends the layer.</summary>
    /// <param name="graph">The builder.</param>
    /// <param name="x"><c>[N, C, 4h, 4w]</c>.</param>
    /// <param name="weight"><c>[K, C, 3, 3]</c>.</param>
    /// <param name="bias"><c>[K]</c>.</param>
    /// <returns><c>[N, K, h, w]</c>.</returns>
    public static Value Append(GraphBuilder graph, Value x, Value weight, Value bias)
    {
        long n = x.Shape[0], c = x.Shape[1], h = x.Shape[2] / Window, w = x.Shape[3] / Window, k = weight.Shape[0];
        Value across = graph.MatMul(x, graph.Constant(Averages(w), "averages")); // [N, C, 4h, 3w]
        Value both = graph.MatMul(graph.Transpose(across, [0, 1, 3, 2]), graph.Constant(Averages(h), "averages")); // [N, C, 3w, 3h]
        Value places = graph.Transpose(graph.Reshape(both, n, c, Kernel, w, Kernel, h), [0, 5, 3, 1, 4, 2]); // [N, h, w, C, R, S]
        Value sums = graph.Gemm(graph.Reshape(places, n * h * w, c * Kernel * Kernel), graph.Reshape(weight, k, -1), bias, transB: true);
        return graph.Transpose(graph.Reshape(sums, n, h, w, k), [0, 3, 1, 2]);
    }

    // [4n, 3n]: column r·n + i averages what lies under row r of the filter while it moves over window i; outside are zeros.
    private static Tensor<float> Averages(long n)
    {
        Tensor<float> matrix = new(new Shape(Window * n, Kernel * n));
        for (long i = 0; i < n; i++)
        {
            for (int r = 0; r < Kernel; r++)
            {
                for (int t = 0; t < Window; t++)
                {
                    long at = (i * Window) + t + r - 1;
                    if (at >= 0 && at < Window * n) matrix.Span[(int)((at * Kernel * n) + (r * n) + i)] = 1f / Window;
                }
            }
        }

        return matrix;
    }
}
