using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Networks;

/// <summary>Encoders as ONNX graphs of their own: the avg-pooled VGG without fully connected layers, for hosts in any language.</summary>
/// <remarks>
/// The input is <c>image</c> [1, 3, H, W], RGB in 0..1; the preprocessing is inside. The outputs carry the names of the layers. Opset 17.
/// Sizes are fixed, as everywhere in this project. The metadata hold what <see cref="WeightImport"/> needs to read the file back.
/// </remarks>
public static class EncoderExport
{
    /// <summary>The side of the image in the graphs without weights in <c>onnx/</c>: that which the networks were trained with.</summary>
    public const int DefaultSide = 224;

    /// <summary>The network with its filters inside.</summary>
    /// <param name="encoder">The encoder.</param>
    /// <param name="height">The height of the image in pixels.</param>
    /// <param name="width">The width of the image in pixels.</param>
    /// <param name="layers">The outputs; null for all layers. The graph ends at the deepest.</param>
    /// <param name="options">Pooling and padding; null for the defaults.</param>
    /// <exception cref="UnknownLayerException">A layer does not exist.</exception>
    /// <exception cref="ShapeException">The image is too small for the deepest layer.</exception>
    public static Graph ToGraph(Encoder encoder, int height, int width, IReadOnlyCollection<string>? layers = null, NetworkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(encoder);
        GraphBuilder builder = new(encoder.Name);
        Value image = builder.Input("image", new Shape(1, 3, height, width));
        Graph graph = Finish(builder, encoder.Append(builder, image, layers ?? encoder.Layers, options), encoder.Card.Architecture, encoder.Card.Preprocessing, options);
        if (encoder.Card.Licence.Length > 0) graph.Metadata["licence"] = encoder.Card.Licence;
        if (encoder.Card.Origin.Length > 0) graph.Metadata["origin"] = encoder.Card.Origin;
        return graph;
    }

    /// <summary>
    /// The network without its filters, which are inputs of the graph: <c>conv1_1.weight</c> [64, 3, 3, 3], <c>conv1_1.bias</c> [64], ... as
    /// the weight file names them. A few kilobytes that state the network exactly.
    /// </summary>
    /// <param name="name">The name of the graph.</param>
    /// <param name="architecture">Blocks and channels.</param>
    /// <param name="preprocessing">What happens to the image first.</param>
    /// <param name="height">The height of the image in pixels.</param>
    /// <param name="width">The width of the image in pixels.</param>
    /// <param name="options">Pooling and padding; null for the defaults.</param>
    /// <exception cref="ShapeException">The image is too small for the last pooling.</exception>
    public static Graph ToGraphWithoutWeights(
        string name, VggArchitecture architecture, Preprocessing preprocessing, int height = DefaultSide, int width = DefaultSide, NetworkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(preprocessing);
        GraphBuilder builder = new(name);
        Value image = builder.Input("image", new Shape(1, 3, height, width));
        Dictionary<string, Value> parameters = new(StringComparer.Ordinal);
        foreach ((VggLayer layer, int inputs) in architecture.Convolutions())
        {
            foreach ((string kind, Shape shape) in VggArchitecture.Parameters(layer, inputs))
                parameters.Add($"{layer.Name}.{kind}", builder.Input($"{layer.Name}.{kind}", shape));
        }

        VggGraph network = new(name, architecture, new Tensor<float>(new Shape(1, 3, 1, 1), [.. preprocessing.Mean]), preprocessing.Scale);
        string[] layers = [.. architecture.Layers.Select(layer => layer.Name)];
        IReadOnlyDictionary<string, Value> found = network.Append(builder, image, layers, options ?? new NetworkOptions(), (layer, kind) => parameters[$"{layer}.{kind}"]);
        return Finish(builder, found, architecture, preprocessing, options);
    }

    private static Graph Finish(
        GraphBuilder builder, IReadOnlyDictionary<string, Value> layers, VggArchitecture architecture, Preprocessing preprocessing, NetworkOptions? options)
    {
        foreach ((string layer, Value value) in layers) builder.Output(value, layer);
        Graph graph = builder.Build();
        graph.Metadata["architecture"] = "vgg";
        graph.Metadata["channels"] = architecture.ToString();
        graph.Metadata["input"] = "RGB, 0..1, sRGB-encoded";
        graph.Metadata["pooling"] = (options ?? new NetworkOptions()).Pooling.ToString();
        preprocessing.ToMetadata(graph.Metadata);
        return graph;
    }
}
