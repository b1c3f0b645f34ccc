using System.Globalization;
using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>
/// The convolutional autoencoder: three times convolution, 4x4 average pooling and ReLU, a code, and the mirror of it: three times enlarging by linear interpolation
/// and convolution. The loss is the mean squared error over all pixels and colours of RGB in 0..1 (sRGB-encoded).
/// </summary>
public sealed class AutoencoderTask : ITrainingTask
{
    /// <summary>The name of its input, <c>[N, 3, Side, Side]</c>.</summary>
    public const string Picture = "picture";

    // Average pooling keeps where colours are only as far as no ReLU cuts them off: with biases of 1 nearly all of an untrained encoder's sums pass.
    private const float EncoderBias = 1, Middle = 0.5f;
    private readonly AutoencoderOptions options;

    /// <summary>Makes the task with weights from the options' seed: He's for layers before a ReLU, Glorot's for the code and the picture; biases of 1 in the encoder.</summary>
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
        foreach (Parameter bias in Parameters.Items.Where(item => item.Name.StartsWith("encoder", StringComparison.Ordinal) && !item.Decays)) bias.Initial.Span.Fill(EncoderBias);
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
        return new StepLosses(LossMean.Of(graph, graph.Mul(error, error)));
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
        Value first = Narrow(graph, graph.Sub(picture, graph.Scalar(Middle)), weights, "encoder1");
        Value second = Narrow(graph, first, weights, "encoder2");
        Value third = Narrow(graph, second, weights, "encoder3");
        Value code = graph.Gemm(graph.Reshape(third, n, -1), weights["code.weight"], weights["code.bias"], transB: true, name: "code");
        Value spread = graph.Relu(graph.Gemm(code, weights["spread.weight"], weights["spread.bias"], transB: true));
        Value low = graph.Reshape(spread, n, options.Channels[2], inner, inner);
        Value middle = graph.Relu(Widen(graph, low, second, weights, "decoder1"));
        Value high = graph.Relu(Widen(graph, middle, first, weights, "decoder2"));
        Value restored = graph.Sigmoid(Widen(graph, high, null, weights, "decoder3"));
        return (code, restored);
    }

    private static Value Narrow(GraphBuilder graph, Value x, IReadOnlyDictionary<string, Value> weights, string layer) =>
        graph.Relu(AveragedConvolution.Append(graph, x, weights[$"{layer}.weight"], weights[$"{layer}.bias"]));

    private Value Widen(GraphBuilder graph, Value x, Value? beside, IReadOnlyDictionary<string, Value> weights, string layer)
    {
        Value weight = weights[$"{layer}.weight"], bias = weights[$"{layer}.bias"];
        if (options.Architecture != AutoencoderArchitecture.UNet || beside is null) return EnlargedConvolution.Append(graph, x, weight, bias);
        IReadOnlyList<Value> parts = graph.Split(weight, [x.Shape[1], beside.Shape[1]], 1);
        return graph.Add(EnlargedConvolution.Append(graph, x, parts[0], bias), graph.Conv(beside, parts[1], pads: [1, 1, 1, 1]));
    }
}
