using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>
/// ReLU(max pooling 4x4 of a 3x3 convolution) of a picture, computed by the 16 places in a window: the products of each place are one matrix, and the
/// pooling is a maximum over an axis. The bias is added, and the ReLU taken, after the pooling: a maximum lets both pass.
/// </summary>
/// <remarks>
/// The same numbers as convolution and pooling one after the other, and the same gradient; but the way back needs no enlarging of maps that are larger than all
/// others together. The picture itself gets no gradient that anybody wants, or this would be the wrong way.
/// </remarks>
internal static class PooledConvolution
{
    private const int Window = 4, Kernel = 3, Reach = Window + Kernel - 1;

    /// <summary>Appends the layer.</summary>
    /// <param name="graph">The builder.</param>
    /// <param name="x"><c>[N, C, 4h, 4w]</c>.</param>
    /// <param name="weight"><c>[K, C, 3, 3]</c>.</param>
    /// <param name="bias"><c>[K]</c>.</param>
    /// <returns><c>[N, K, h, w]</c>.</returns>
    public static Value Append(GraphBuilder graph, Value x, Value weight, Value bias)
    {
        long n = x.Shape[0], c = x.Shape[1], h = x.Shape[2] / Window, w = x.Shape[3] / Window, k = weight.Shape[0];
        Value padded = graph.Pad(x, [0, 0, 1, 1, 0, 0, 1, 1]);
        List<Value> shifts = [];
        for (int u = 0; u < Reach; u++)
        {
            for (int v = 0; v < Reach; v++)
            {
                Value shift = graph.Slice(padded, [u, v], [u + ((h - 1) * Window) + 1, v + ((w - 1) * Window) + 1], [2, 3], [Window, Window]);
                shifts.Add(graph.Reshape(shift, n, c, 1, h * w));
            }
        }

        Value all = graph.Reshape(graph.Concat(2, [.. shifts]), n, c, Reach, Reach, h * w);
        List<Value> places = [];
        for (int a = 0; a < Window; a++)
            for (int b = 0; b < Window; b++) places.Add(graph.Reshape(graph.Slice(all, [a, b], [a + Kernel, b + Kernel], [2, 3]), n, 1, c * Kernel * Kernel, h * w));
        Value products = graph.MatMul(graph.Reshape(weight, k, -1), graph.Concat(1, [.. places])); // [N, 16, K, h·w]
        Value largest = graph.Reshape(graph.ReduceMax(products, [1], keepDims: false), n, k, h, w);
        return graph.Relu(graph.Add(largest, graph.Reshape(bias, k, 1, 1)));
    }
}
