using OnnxStyle.Networks;
using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>The nodes between a picture and its features. All of them take any number of pictures: no node holds the extent of the batch.</summary>
internal static class FeatureGraph
{
    private const int Steps = 8; // of each axis of a histogram
    private const float ChromaRange = 0.3f; // beyond it the outermost step; paintings rarely leave it
    private const float Epsilon = 1e-8f; // below every root, so that its gradient is finite where a channel is dead

    // Rec. 601: luma, and the two chromas that JPEG has.
    private static readonly Tensor<float> ColourAxes = new(new Shape(3, 3, 1, 1), [0.299f, 0.587f, 0.114f, -0.168736f, -0.331264f, 0.5f, 0.5f, -0.418688f, -0.081312f]);

    /// <summary>What the features are made of: the layers' outputs [N, C, H, W] or, for a histogram, the picture itself.</summary>
    public static IReadOnlyList<Value> Maps(GraphBuilder graph, Value picture, FeatureOptions options, Encoder? encoder)
    {
        if (options.Kind == FeatureKind.Histogram) return [picture];
        IReadOnlyDictionary<string, Value> layers = encoder!.Append(graph, picture, [.. options.Layers]);
        return [.. options.Layers.Select(layer => layers[layer])];
    }

    /// <summary>The features, in blocks [N, d] that belong together: of each map its means, its deviations, its Gram matrix, or the histogram.</summary>
    public static IReadOnlyList<Value> Blocks(GraphBuilder graph, FeatureKind kind, IReadOnlyList<Value> maps) => kind switch
    {
        FeatureKind.Histogram => [Histogram(graph, maps[0])],
        FeatureKind.Gram => [.. maps.Select(map => Gram(graph, map))],
        FeatureKind.Mean => [.. maps.Select(map => graph.ReduceMean(map, [2, 3], keepDims: false))],
        _ => [.. maps.SelectMany(map => Moments(graph, map))],
    };

    private static Value[] Moments(GraphBuilder graph, Value map)
    {
        Value mean = graph.ReduceMean(map, [2, 3]), centred = graph.Sub(map, mean);
        Value variance = graph.ReduceMean(graph.Mul(centred, centred), [2, 3], keepDims: false);
        return [graph.Reshape(mean, 0, map.Shape[1]), graph.Sqrt(graph.Add(variance, graph.Scalar(Epsilon)))];
    }

    private static Value Gram(GraphBuilder graph, Value map)
    {
        long channels = map.Shape[1];
        Value flat = graph.Reshape(map, 0, channels, -1);
        Value gram = graph.Mul(graph.MatMul(flat, graph.Transpose(flat, [0, 2, 1])), graph.Scalar(1f / (map.Shape[2] * map.Shape[3])));
        List<long> upper = [];
        for (long row = 0; row < channels; row++)
            for (long column = row; column < channels; column++) upper.Add((row * channels) + column);
        Value triangle = graph.Gather(graph.Reshape(gram, 0, channels * channels), graph.Constant(new Tensor<long>(new Shape(upper.Count), upper.ToArray())), axis: 1);
        return graph.Sqrt(graph.Add(triangle, graph.Scalar(Epsilon))); // activations after a ReLU: no entry is negative
    }

    // Each pixel is shared out between the two nearest steps of each axis: the triangles max(0, 1 - |x - i|) sum to 1. Roots, as in the Bhattacharyya coefficient.
    private static Value Histogram(GraphBuilder graph, Value picture)
    {
        Value axes = graph.Conv(picture, graph.Constant(ColourAxes, "colour_axes"));
        Value steps = graph.Constant(new Tensor<float>(new Shape(1, Steps, 1), [.. Enumerable.Range(0, Steps).Select(step => (float)step)]), "steps");
        Value[] shares = [.. Enumerable.Range(0, 3).Select(Share)];
        Value pairs = graph.Reshape(graph.Mul(graph.Unsqueeze(shares[0], 2), graph.Unsqueeze(shares[1], 1)), 0, Steps * Steps, -1);
        Value joint = graph.Mul(graph.MatMul(pairs, graph.Transpose(shares[2], [0, 2, 1])), graph.Scalar(1f / (picture.Shape[2] * picture.Shape[3])));
        return graph.Sqrt(graph.Add(graph.Reshape(joint, 0, Steps * Steps * Steps), graph.Scalar(Epsilon)));

        Value Share(int axis)
        {
            Value plane = graph.Reshape(graph.Slice(axes, [axis], [axis + 1], [1]), 0, 1, -1);
            if (axis > 0) plane = graph.Mul(graph.Add(plane, graph.Scalar(ChromaRange)), graph.Scalar(1 / (2 * ChromaRange)));
            Value at = graph.Mul(graph.Clip(plane, graph.Scalar(0), graph.Scalar(1)), graph.Scalar(Steps - 1));
            return graph.Relu(graph.Sub(graph.Scalar(1), graph.Abs(graph.Sub(at, steps))));
        }
    }
}
