using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Networks;

/// <summary>The nodes of a VGG network, with parameters from wherever the caller has them.</summary>
/// <param name="name">The prefix of the nodes' names.</param>
/// <param name="architecture">Blocks and channels.</param>
/// <param name="mean">[1, 3, 1, 1]: subtracted on the scale 0..255.</param>
/// <param name="scale">The factor after that.</param>
internal sealed class VggGraph(string name, VggArchitecture architecture, Tensor<float> mean, float scale)
{
    private const float L2Epsilon = 1e-8f;

    /// <summary>Appends the network up to the deepest wanted layer; <c>parameter</c> gives the value of a layer's <c>weight</c> or <c>bias</c>.</summary>
    public IReadOnlyDictionary<string, Value> Append(
        GraphBuilder graph, Value image, IReadOnlyCollection<string> layers, NetworkOptions options, Func<string, string, Value> parameter)
    {
        options.Validate();
        CheckImage(image, layers);
        Dictionary<string, Value> found = new(StringComparer.Ordinal);
        int deepest = layers.Count == 0 ? -1 : layers.Max(architecture.PositionOf);
        if (deepest < 0) return found;
        using IDisposable scope = graph.Scope(name);
        Pass(graph, Preprocess(graph, image), 0, deepest, layers, options, parameter, found);
        return found;
    }

    /// <summary>Appends what comes behind a layer, up to the deepest wanted layer.</summary>
    public IReadOnlyDictionary<string, Value> AppendAfter(
        GraphBuilder graph, Value features, string after, IReadOnlyCollection<string> layers, NetworkOptions options, Func<string, string, Value> parameter)
    {
        options.Validate();
        VggLayer start = architecture.Layer(after);
        if (features.Shape.Rank != 4 || features.Shape[1] != start.Channels) throw new ShapeException($"Encoder '{name}' behind {after}", $"[N, {start.Channels}, H, W]", $"{features.Shape}");
        int first = architecture.PositionOf(after) + 1;
        foreach (string layer in layers)
            if (architecture.PositionOf(architecture.Layer(layer).Name) < first) throw new ArgumentException($"The layer {layer} does not lie behind {after}.", nameof(layers));
        Dictionary<string, Value> found = new(StringComparer.Ordinal);
        if (layers.Count == 0) return found;
        using IDisposable scope = graph.Scope(name);
        Pass(graph, features, first, layers.Max(architecture.PositionOf), layers, options, parameter, found);
        return found;
    }

    private void Pass(
        GraphBuilder graph, Value at, int first, int last, IReadOnlyCollection<string> layers, NetworkOptions options, Func<string, string, Value> parameter, Dictionary<string, Value> found)
    {
        for (int i = first; i <= last; i++)
        {
            VggLayer layer = architecture.Layers[i];
            at = layer.Kind switch
            {
                VggLayerKind.Convolution => Convolve(graph, at, layer, i == 0 && options.FirstPadding == FirstPadding.Replicate, parameter),
                VggLayerKind.Relu => graph.Relu(at, name: layer.Name),
                _ => Pool(graph, at, layer.Name, options),
            };
            if (layers.Contains(layer.Name)) found.Add(layer.Name, at);
        }
    }

    private void CheckImage(Value image, IReadOnlyCollection<string> layers)
    {
        Shape shape = image.Shape;
        string where = $"Encoder '{name}'";
        if (shape.Rank != 4 || shape[1] != 3) throw new ShapeException(where, "an RGB image [N, 3, H, W]", $"{shape}");
        foreach (string layer in layers)
        {
            int side = architecture.MinimumSide(layer);
            if (shape[2] < side || shape[3] < side)
                throw new ShapeException(where, $"an image of at least {side} x {side} pixels for the layer {layer}", $"{shape[3]} x {shape[2]}");
        }
    }

    private Value Preprocess(GraphBuilder graph, Value image)
    {
        Value scaled = graph.Sub(graph.Mul(image, graph.Scalar(255)), graph.Constant(mean, "mean"));
        return scale == 1 ? scaled : graph.Mul(scaled, graph.Scalar(scale));
    }

    private static Value Convolve(GraphBuilder graph, Value x, VggLayer layer, bool replicate, Func<string, string, Value> parameter)
    {
        if (layer.Factors is { Reduced: > 0 }) x = graph.Conv(x, parameter(layer.Name, "reduce"), name: $"{layer.Name}.reduce");
        if (replicate) x = graph.Pad(x, [0, 0, 1, 1, 0, 0, 1, 1], mode: "edge");
        long margin = replicate ? 0 : 1;
        if (layer.Factors is null)
            return graph.Conv(x, parameter(layer.Name, "weight"), parameter(layer.Name, "bias"), pads: [margin, margin, margin, margin], name: layer.Name);
        x = graph.Conv(x, parameter(layer.Name, "filter"), pads: [margin, margin, margin, margin], name: $"{layer.Name}.filter");
        return graph.Conv(x, parameter(layer.Name, "weight"), parameter(layer.Name, "bias"), name: layer.Name);
    }

    private static Value Pool(GraphBuilder graph, Value x, string layer, NetworkOptions options)
    {
        bool rescale = options.PoolRescale != 1;
        string? name = rescale ? null : layer;
        Value pooled = options.Pooling switch
        {
            Pooling.Max => graph.MaxPool(x, [2, 2], strides: [2, 2], name: name),
            Pooling.L2 => RootOfSquares(graph, x, name),
            _ => graph.AveragePool(x, [2, 2], strides: [2, 2], name: name),
        };
        return rescale ? graph.Mul(pooled, graph.Scalar(options.PoolRescale), name: layer) : pooled;
    }

    private static Value RootOfSquares(GraphBuilder graph, Value x, string? name)
    {
        Value sum = graph.Mul(graph.AveragePool(graph.Mul(x, x), [2, 2], strides: [2, 2]), graph.Scalar(4));
        return graph.Sqrt(graph.Add(sum, graph.Scalar(L2Epsilon)), name: name);
    }
}
