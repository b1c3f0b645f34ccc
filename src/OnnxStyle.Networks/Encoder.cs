using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Networks;

/// <summary>
/// A VGG network without fully connected layers, opened inside a graph up to the deepest layer in use. The preprocessing is part of the
/// graph, so the image that goes in is RGB in 0..1. Graphs made from one encoder share its filters. Safe for several threads.
/// </summary>
public sealed class Encoder
{
    private const float L2Epsilon = 1e-8f;
    private const int KernelSide = 3;
    private static readonly Lazy<Encoder> EmbeddedEncoder = new(() => EncoderFile.Embedded());
    private readonly Lock gate = new();
    private readonly Dictionary<string, Tensor> weights;
    private readonly Tensor<float> mean;

    internal Encoder(EncoderCard card, IEnumerable<KeyValuePair<string, Tensor>> weights)
    {
        Card = card;
        this.weights = new Dictionary<string, Tensor>(weights, StringComparer.Ordinal);
        mean = new Tensor<float>(new Shape(1, 3, 1, 1), [.. card.Preprocessing.Mean]);
        Layers = [.. card.Architecture.Layers.Select(layer => layer.Name)];
    }

    /// <summary>Such as <c>vgg19</c> or <c>encoder</c>.</summary>
    public string Name => Card.Name;

    /// <summary>Architecture, preprocessing, licence and origin.</summary>
    public EncoderCard Card { get; }

    /// <summary>All layer names in the order in which the image passes them: conv1_1, relu1_1, ..., pool1, ...</summary>
    public IReadOnlyList<string> Layers { get; }

    /// <summary>The number of weights and biases. VGG-19: 20,024,384.</summary>
    public long ParameterCount => Card.Architecture.ParameterCount;

    /// <summary>The encoder that is part of the program: small, made by this project, always there.</summary>
    /// <exception cref="ModelMissingException">This build carries none.</exception>
    public static Encoder Embedded() => EmbeddedEncoder.Value;

    /// <summary>Opens an encoder by name or from a file.</summary>
    /// <param name="nameOrPath"><c>encoder</c> for the embedded one, a model of the folder such as <c>vgg19</c>, or the path of a .safetensors file.</param>
    /// <param name="modelFolder">The folder of installed models; null for <see cref="ModelFolder.Default"/>.</param>
    /// <exception cref="ModelMissingException">No such model is installed; the message says how to get it.</exception>
    /// <exception cref="WeightFormatException">The file is damaged or holds no VGG network.</exception>
    public static Encoder Open(string nameOrPath, string? modelFolder = null) => EncoderFile.Open(nameOrPath, modelFolder ?? ModelFolder.Default);

    /// <summary>Makes an encoder from tensors <c>conv{b}_{i}.weight</c> [out, in, 3, 3] and <c>.bias</c> [out]. They are kept, not copied.</summary>
    /// <param name="weights">The tensors; the metadata states the preprocessing (see <see cref="Preprocessing.FromMetadata"/>).</param>
    /// <param name="name">The encoder's name.</param>
    /// <exception cref="WeightFormatException">A tensor is missing or has another shape, or the preprocessing is not stated.</exception>
    public static Encoder FromWeights(WeightSet weights, string name) => EncoderFile.FromWeights(weights, name, name);

    /// <summary>The channels of a layer's output.</summary>
    /// <exception cref="UnknownLayerException">There is no such layer.</exception>
    public int Channels(string layer) => Card.Architecture.Layer(layer).Channels;

    /// <summary>The size of a layer's output for an image of <paramref name="height"/> x <paramref name="width"/>; odd sizes are rounded down at each pooling.</summary>
    /// <exception cref="UnknownLayerException">There is no such layer.</exception>
    public (int Height, int Width) SizeAt(string layer, int height, int width) => Card.Architecture.SizeAt(layer, height, width);

    /// <summary>The shortest side of an image for which a layer has at least one position.</summary>
    /// <exception cref="UnknownLayerException">There is no such layer.</exception>
    public int MinimumSide(string layer) => Card.Architecture.MinimumSide(layer);

    /// <summary>The multiplications (with one addition each) of the convolutions up to and including a layer, for one image.</summary>
    /// <exception cref="UnknownLayerException">There is no such layer.</exception>
    public double MultiplyAdds(int height, int width, string deepestLayer) => Card.Architecture.MultiplyAdds(height, width, deepestLayer);

    /// <summary>Appends the network to a graph, from the image to the deepest of some layers.</summary>
    /// <param name="graph">The graph. Called twice on one graph, the filters are there once.</param>
    /// <param name="image">[N, 3, H, W] float32, RGB in 0..1 (values outside are allowed while an image is being optimised).</param>
    /// <param name="layers">The layers wanted, in any order.</param>
    /// <param name="options">Pooling and padding; null for the defaults.</param>
    /// <returns>The output of each wanted layer, [N, C, H', W'].</returns>
    /// <exception cref="UnknownLayerException">A layer does not exist; the message lists those that do.</exception>
    /// <exception cref="ShapeException">The image is not [N, 3, H, W], or too small for the deepest layer.</exception>
    /// <exception cref="OptionsException">An option is out of its range.</exception>
    public IReadOnlyDictionary<string, Value> Append(GraphBuilder graph, Value image, IReadOnlyCollection<string> layers, NetworkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(layers);
        options ??= new NetworkOptions();
        options.Validate();
        CheckImage(image, layers);
        Dictionary<string, Value> found = new(StringComparer.Ordinal);
        int deepest = layers.Count == 0 ? -1 : layers.Max(Card.Architecture.PositionOf);
        if (deepest < 0) return found;
        using IDisposable scope = graph.Scope(Name);
        Value at = Preprocess(graph, image);
        for (int i = 0; i <= deepest; i++)
        {
            VggLayer layer = Card.Architecture.Layers[i];
            at = layer.Kind switch
            {
                VggLayerKind.Convolution => Convolve(graph, at, layer.Name, i == 0 && options.FirstPadding == FirstPadding.Replicate),
                VggLayerKind.Relu => graph.Relu(at, name: layer.Name),
                _ => Pool(graph, at, layer.Name, options),
            };
            if (layers.Contains(layer.Name)) found.Add(layer.Name, at);
        }

        return found;
    }

    /// <summary>The filters of a convolution, [out, in, 3, 3] float32. Do not write into them: every graph of this encoder uses them.</summary>
    /// <param name="layer">A convolution, such as <c>conv1_1</c>.</param>
    /// <exception cref="UnknownLayerException">There is no such convolution.</exception>
    public Tensor<float> Weight(string layer) => Parameter(layer, "weight");

    /// <summary>The biases of a convolution, [out] float32. Do not write into them: every graph of this encoder uses them.</summary>
    /// <param name="layer">A convolution, such as <c>conv1_1</c>.</param>
    /// <exception cref="UnknownLayerException">There is no such convolution.</exception>
    public Tensor<float> Bias(string layer) => Parameter(layer, "bias");

    private Tensor<float> Parameter(string layer, string kind)
    {
        string name = $"{layer}.{kind}";
        lock (gate)
        {
            if (!weights.TryGetValue(name, out Tensor? tensor))
                throw new UnknownLayerException(layer, [.. Card.Architecture.Convolutions().Select(c => c.Layer.Name)]);
            if (tensor is Tensor<float> ready) return ready;
            Tensor<float> single = WeightConversion.ToSingle(tensor, name);
            weights[name] = single;
            return single;
        }
    }

    private void CheckImage(Value image, IReadOnlyCollection<string> layers)
    {
        Shape shape = image.Shape;
        string where = $"Encoder '{Name}'";
        if (shape.Rank != 4 || shape[1] != 3) throw new ShapeException(where, "an RGB image [N, 3, H, W]", $"{shape}");
        foreach (string layer in layers)
        {
            int side = MinimumSide(layer);
            if (shape[2] < side || shape[3] < side)
                throw new ShapeException(where, $"an image of at least {side} x {side} pixels for the layer {layer}", $"{shape[3]} x {shape[2]}");
        }
    }

    private Value Preprocess(GraphBuilder graph, Value image)
    {
        Value scaled = graph.Sub(graph.Mul(image, graph.Scalar(255)), graph.Constant(mean, "mean"));
        float scale = Card.Preprocessing.Scale;
        return scale == 1 ? scaled : graph.Mul(scaled, graph.Scalar(scale));
    }

    private Value Convolve(GraphBuilder graph, Value x, string layer, bool replicate)
    {
        if (replicate) x = graph.Pad(x, [0, 0, 1, 1, 0, 0, 1, 1], mode: "edge");
        long margin = replicate ? 0 : KernelSide / 2;
        Value weight = graph.Constant(Weight(layer), $"{layer}.weight"), bias = graph.Constant(Bias(layer), $"{layer}.bias");
        return graph.Conv(x, weight, bias, pads: [margin, margin, margin, margin], name: layer);
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
