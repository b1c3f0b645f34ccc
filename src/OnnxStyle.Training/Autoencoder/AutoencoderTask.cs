using System.Globalization;
using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>
/// The convolutional autoencoder: three times convolution, 4x4 max pooling and ReLU, a code, and the mirror of it by upsampling and convolutions. The loss
/// is the mean squared error over all pixels and colours of RGB in 0..1 (sRGB-encoded).
/// </summary>
public sealed class AutoencoderTask : ITrainingTask
{
    /// <summary>The name of its input, <c>[N, 3, Side, Side]</c>.</summary>
    public const string Picture = "picture";

    private readonly AutoencoderOptions options;

    /// <summary>Makes the task with weights from the options' seed: He's for layers before a ReLU, Glorot's for the code and the picture.</summary>
    /// <exception cref="OptionsException">An option does not work.</exception>
    public AutoencoderTask(AutoencoderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        this.options = options;
        RandomStream random = RandomStream.Of(options.Seed, 0x11117);
        (int a, int b, int c) = (options.Channels[0], options.Channels[1], options.Channels[2]);
        int inner = options.Side / 64, flat = c * inner * inner;
        bool beside = options.Architecture == AutoencoderArchitecture.UNet;
        Parameters.AddLayer("encoder1", Initialization.He(new Shape(a, 3, 3, 3), ref random));
        Parameters.AddLayer("encoder2", Initialization.He(new Shape(b, a, 3, 3), ref random));
        Parameters.AddLayer("encoder3", Initialization.He(new Shape(c, b, 3, 3), ref random));
        Parameters.AddLayer("code", Initialization.Glorot(new Shape(options.Code, flat), ref random));
        Parameters.AddLayer("spread", Initialization.He(new Shape(flat, options.Code), ref random));
        Parameters.AddLayer("decoder1", Initialization.He(new Shape(b, c + (beside ? b : 0), 3, 3), ref random));
        Parameters.AddLayer("decoder2", Initialization.He(new Shape(a, b + (beside ? a : 0), 3, 3), ref random));
        Parameters.AddLayer("decoder3", Initialization.Glorot(new Shape(3, a, 3, 3), ref random));
    }

    /// <inheritdoc/>
    public string Name => "autoencoder";

    /// <summary>The shape of the network.</summary>
    public AutoencoderOptions Options => options;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Settings => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["architecture"] = options.Architecture.ToString(),
        ["side"] = options.Side.ToString(CultureInfo.InvariantCulture),
        ["channels"] = string.Join(',', options.Channels),
        ["code"] = options.Code.ToString(CultureInfo.InvariantCulture),
        ["weights from seed"] = options.Seed.ToString(CultureInfo.InvariantCulture),
    };

    /// <inheritdoc/>
    public ParameterSet Parameters { get; } = new();

    /// <inheritdoc/>
    public IReadOnlyList<BatchInput> Inputs => [new(Picture, new Shape(3, options.Side, options.Side))];

    /// <inheritdoc/>
    public StepLosses Append(GraphBuilder graph, IReadOnlyDictionary<string, Value> weights, IReadOnlyDictionary<string, Value> batch)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(batch);
        Value picture = batch[Picture];
        Value error = graph.Sub(Append(graph, weights, picture).Restored, picture);
        return new StepLosses(graph.ReduceMean(graph.Mul(error, error), keepDims: false));
    }

    /// <summary>Appends the network.</summary>
    /// <param name="graph">The builder.</param>
    /// <param name="weights">The parameters by name.</param>
    /// <param name="picture"><c>[N, 3, Side, Side]</c>, RGB in 0..1.</param>
    /// <returns>The code <c>[N, Code]</c> and the restored picture, of the picture's shape.</returns>
    public (Value Code, Value Restored) Append(GraphBuilder graph, IReadOnlyDictionary<string, Value> weights, Value picture)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(picture);
        long n = picture.Shape[0], inner = options.Side / 64;
        Value first = PooledConvolution.Append(graph, picture, weights["encoder1.weight"], weights["encoder1.bias"]);
        Value second = graph.Relu(graph.MaxPool(Convolve(graph, first, weights, "encoder2"), [4, 4], [4, 4]));
        Value third = graph.Relu(graph.MaxPool(Convolve(graph, second, weights, "encoder3"), [4, 4], [4, 4]));
        Value code = graph.Gemm(graph.Reshape(third, n, -1), weights["code.weight"], weights["code.bias"], transB: true, name: "code");
        Value spread = graph.Relu(graph.Gemm(code, weights["spread.weight"], weights["spread.bias"], transB: true));
        Value low = graph.Reshape(spread, n, options.Channels[2], inner, inner);
        Value middle = graph.Relu(Convolve(graph, Beside(graph, Enlarge(graph, low), second), weights, "decoder1"));
        Value high = graph.Relu(Convolve(graph, Beside(graph, Enlarge(graph, middle), first), weights, "decoder2"));
        Value restored = graph.Sigmoid(EnlargedConvolution.Append(graph, high, weights["decoder3.weight"], weights["decoder3.bias"]));
        return (code, restored);
    }

    private Value Beside(GraphBuilder graph, Value decoded, Value encoded) =>
        options.Architecture == AutoencoderArchitecture.UNet ? graph.Concat(1, decoded, encoded) : decoded;

    private static Value Convolve(GraphBuilder graph, Value x, IReadOnlyDictionary<string, Value> weights, string layer) =>
        graph.Conv(x, weights[$"{layer}.weight"], weights[$"{layer}.bias"], pads: [1, 1, 1, 1]);

    private static Value Enlarge(GraphBuilder graph, Value x) => graph.Resize(x, new Shape(x.Shape[0], x.Shape[1], 4 * x.Shape[2], 4 * x.Shape[3]));
}
