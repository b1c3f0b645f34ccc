using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>
/// A 3x3 convolution of a map that was enlarged four times by repeating its pixels, computed on the small map: each of the 16 places in an enlarged pixel sees at
/// most 2x2 small pixels, so the filter of each place is a sum of the filter's own numbers, and the places are channels that are spread out at the end.
/// </summary>
/// <remarks>The same numbers as enlarging first, with a sixteenth of the memory where few channels come out, as of a picture.</remarks>
internal static class EnlargedConvolution
{
    private const int Factor = 4;

    /// <summary>Appends the layer.</summary>
    /// <param name="graph">The builder.</param>
    /// <param name="x"><c>[N, C, h, w]</c>.</param>
    /// <param name="weight"><c>[K, C, 3, 3]</c>.</param>
    /// <param name="bias"><c>[K]</c>.</param>
    /// <returns><c>[N, K, 4h, 4w]</c>.</returns>
    public static Value Append(GraphBuilder graph, Value x, Value weight, Value bias)
    {
        long k = weight.Shape[0], c = weight.Shape[1], places = Factor * Factor;
        Value spread = graph.MatMul(graph.Reshape(weight, k * c, 9), graph.Constant(Table(), "places")); // [K·C, 16·9]
        Value filters = graph.Reshape(graph.Transpose(graph.Reshape(spread, k, c, places, 9), [0, 2, 1, 3]), k * places, c, 3, 3);
        Value offsets = graph.Reshape(graph.Expand(graph.Reshape(bias, k, 1), new Shape(k, places)), k * places);
        return graph.DepthToSpace(graph.Conv(x, filters, offsets, pads: [1, 1, 1, 1]), Factor, "CRD");
    }

    // [9, 16 · 9]: 1 where place (a, b) sees through tap (r, s) of the filter the small pixel (i, j) beside its own.
    private static Tensor<float> Table()
    {
        Tensor<float> table = new(new Shape(9, Factor * Factor * 9));
        for (int a = 0; a < Factor; a++)
        {
            for (int b = 0; b < Factor; b++)
            {
                for (int tap = 0; tap < 9; tap++)
                {
                    int i = Seen(a + (tap / 3) - 1), j = Seen(b + (tap % 3) - 1);
                    table.Span[(tap * Factor * Factor * 9) + (((a * Factor) + b) * 9) + (i * 3) + j] = 1;
                }
            }
        }

        return table;
    }

    // 0, 1 or 2: the small pixel before, the own, or the one after.
    private static int Seen(int place) => place < 0 ? 0 : place < Factor ? 1 : 2;
}
