using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Networks;

/// <summary>
/// A VGG network without fully connected layers, opened inside a graph up to the deepest layer in use. The preprocessing is part of the
/// graph, so the image that goes in is RGB in 0..1. Graphs made from one encoder share its filters. Safe for several threads.
/// </summary>
public sealed class Encoder
{
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
        VggGraph network = new(Name, Card.Architecture, mean, Card.Preprocessing.Scale);
        return network.Append(graph, image, layers, options ?? new NetworkOptions(), (layer, kind) => graph.Constant(Parameter(layer, kind), $"{layer}.{kind}"));
    }

    /// <summary>Appends what comes behind a layer, with parameters from elsewhere: for training the end of a network whose beginning is run once.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="features">The output of that layer, [N, C, H, W].</param>
    /// <param name="after">The layer.</param>
    /// <param name="layers">The layers wanted, all behind it.</param>
    /// <param name="parameter">Gives the value of a convolution's <c>weight</c> or <c>bias</c> by the names of both.</param>
    /// <param name="options">Pooling; null for the defaults.</param>
    /// <returns>The output of each wanted layer, [N, C, H', W'].</returns>
    /// <exception cref="UnknownLayerException">A layer does not exist.</exception>
    /// <exception cref="ShapeException">The features have other channels than the layer.</exception>
    public IReadOnlyDictionary<string, Value> AppendAfter(
        GraphBuilder graph, Value features, string after, IReadOnlyCollection<string> layers, Func<string, string, Value> parameter, NetworkOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(features);
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(parameter);
        return new VggGraph(Name, Card.Architecture, mean, Card.Preprocessing.Scale).AppendAfter(graph, features, after, layers, options ?? new NetworkOptions(), parameter);
    }

    /// <summary>Appends a network whose parameters are values of the graph, such as one that is being trained.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="name">The prefix of its nodes.</param>
    /// <param name="architecture">Blocks, channels, and how convolutions are split.</param>
    /// <param name="preprocessing">What happens to the image first.</param>
    /// <param name="image">[N, 3, H, W] float32, RGB in 0..1.</param>
    /// <param name="layers">The layers wanted, in any order.</param>
    /// <param name="parameters">The parameters as a weight file names them (<c>conv1_1.weight</c>), of the shapes of <see cref="VggArchitecture.Parameters"/>.</param>
    /// <returns>The output of each wanted layer, [N, C, H', W'].</returns>
    /// <exception cref="UnknownLayerException">A layer does not exist; the message lists those that do.</exception>
    /// <exception cref="ShapeException">The image is not [N, 3, H, W], or too small for the deepest layer.</exception>
    public static IReadOnlyDictionary<string, Value> Append(
        GraphBuilder graph, string name, VggArchitecture architecture, Preprocessing preprocessing, Value image, IReadOnlyCollection<string> layers, IReadOnlyDictionary<string, Value> parameters)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(architecture);
        ArgumentNullException.ThrowIfNull(preprocessing);
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentNullException.ThrowIfNull(parameters);
        VggGraph network = new(name, architecture, new Tensor<float>(new Shape(1, 3, 1, 1), [.. preprocessing.Mean]), preprocessing.Scale);
        return network.Append(graph, image, layers, new NetworkOptions(), (layer, kind) => parameters[$"{layer}.{kind}"]);
    }

    /// <summary>The last filters of a convolution: [out, in, 3, 3] float32, or [out, filters, 1, 1] where it is split. Do not write into them: every graph of this encoder uses them.</summary>
    /// <param name="layer">A convolution, such as <c>conv1_1</c>.</param>
    /// <exception cref="UnknownLayerException">There is no such convolution.</exception>
    public Tensor<float> Weight(string layer) => Parameter(layer, "weight");

    /// <summary>The biases of a convolution, [out] float32. Do not write into them: every graph of this encoder uses them.</summary>
    /// <param name="layer">A convolution, such as <c>conv1_1</c>.</param>
    /// <exception cref="UnknownLayerException">There is no such convolution.</exception>
    public Tensor<float> Bias(string layer) => Parameter(layer, "bias");

    /// <summary>One tensor of a convolution, see <see cref="VggArchitecture.Parameters"/>. Do not write into it: every graph of this encoder uses it.</summary>
    /// <param name="layer">A convolution, such as <c>conv1_1</c>.</param>
    /// <param name="kind"><c>weight</c> or <c>bias</c>; where it is split also <c>filter</c> and <c>reduce</c>.</param>
    /// <exception cref="UnknownLayerException">There is no such convolution, or it has no such tensor.</exception>
    public Tensor<float> Parameter(string layer, string kind)
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
}
