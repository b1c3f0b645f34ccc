using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>Mean and second raw moment of features over positions, in graphs and on the host.</summary>
internal static class FeatureMoments
{
    /// <summary>The mean <c>[C, 1]</c> and the second raw moment F F^T / M <c>[C, C]</c> of features <c>[1, C, H, W]</c>.</summary>
    public static (Value Mean, Value Second) Of(GraphBuilder graph, Value features)
    {
        long channels = features.Shape[1], positions = features.Shape[2] * features.Shape[3];
        Value f = graph.Reshape(features, channels, positions);
        return (graph.ReduceMean(f, [1], keepDims: true), graph.Gemm(f, f, alpha: 1f / positions, transB: true));
    }

    /// <summary>S = E[F F^T] - mu mu^T <c>[C, C]</c>.</summary>
    public static Value Covariance(GraphBuilder graph, Value mean, Value second) => graph.Sub(second, graph.Gemm(mean, mean, transB: true));

    /// <summary>Both moments of each layer as <c>mean/LAYER</c> and <c>second/LAYER</c>.</summary>
    public static IReadOnlyDictionary<string, Value> Statistics(StatisticsContext context, IReadOnlyList<LayerWeight> layers)
    {
        Dictionary<string, Value> statistics = [];
        foreach (LayerWeight layer in layers)
            (statistics[$"mean/{layer.Layer}"], statistics[$"second/{layer.Layer}"]) = Of(context.Graph, context.Feature(layer.Layer));
        return statistics;
    }

    /// <summary>The covariance of a layer on the host, in double, with a ridge on its diagonal, <c>[C, C]</c>.</summary>
    public static double[,] Covariance(IReadOnlyDictionary<string, Tensor<float>> statistics, string layer, double ridge)
    {
        ReadOnlySpan<float> mean = statistics[$"mean/{layer}"].Span, second = statistics[$"second/{layer}"].Span;
        int n = mean.Length;
        double[,] covariance = new double[n, n];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++) covariance[i, j] = second[(i * n) + j] - ((double)mean[i] * mean[j]) + (i == j ? ridge : 0);
        return covariance;
    }

    /// <summary>A square matrix in float32.</summary>
    public static Tensor<float> ToTensor(double[,] matrix)
    {
        int n = matrix.GetLength(0);
        Tensor<float> tensor = new(new Shape(n, n));
        Span<float> span = tensor.Span;
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++) span[(i * n) + j] = (float)matrix[i, j];
        return tensor;
    }
}
