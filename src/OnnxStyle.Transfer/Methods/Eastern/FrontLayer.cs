using System.Globalization;
using OnnxStyle.Networks;
using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// A convolution in front of the encoder: y = x + M relu(K * x + b) with a kernel K of k x k pixels, and M that brings its channels back to
/// red, green and blue. Trained on one painting (<see cref="EasternPainting"/>), it shows the encoder more of the strokes and of the empty paper.
/// </summary>
/// <remarks>The border is repeated, so that it is no edge. Immutable; may be used by several runs.</remarks>
public sealed class FrontLayer
{
    private const string Kind = "onnxstyle front layer", KindKey = "kind", EncoderKey = "encoder_sha256";
    private const string KernelName = "front.kernel", BiasName = "front.bias", MixName = "front.mix";
    private static readonly float[] Gray = [0.299f, 0.587f, 0.114f];

    /// <summary>Makes a layer of its parameters, which are not copied.</summary>
    /// <param name="kernel">K, <c>[C, 3, k, k]</c>, k odd.</param>
    /// <param name="bias">b, <c>[C]</c>.</param>
    /// <param name="mix">M, <c>[3, C, 1, 1]</c>.</param>
    /// <exception cref="ShapeException">The shapes do not fit each other.</exception>
    public FrontLayer(Tensor<float> kernel, Tensor<float> bias, Tensor<float> mix)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentNullException.ThrowIfNull(bias);
        ArgumentNullException.ThrowIfNull(mix);
        Shape shape = kernel.Shape;
        if (shape.Rank != 4 || shape[1] != 3 || shape[2] != shape[3] || shape[2] % 2 == 0) throw new ShapeException("Front layer", "a kernel [C, 3, k, k] with odd k", $"{shape}");
        if (!bias.Shape.Equals(new Shape(shape[0]))) throw new ShapeException("Front layer", $"a bias [{shape[0]}]", $"{bias.Shape}");
        if (!mix.Shape.Equals(new Shape(3, shape[0], 1, 1))) throw new ShapeException("Front layer", $"a mix [3, {shape[0]}, 1, 1]", $"{mix.Shape}");
        Kernel = kernel;
        Bias = bias;
        Mix = mix;
    }

    /// <summary>K, <c>[C, 3, k, k]</c>.</summary>
    public Tensor<float> Kernel { get; }

    /// <summary>b, <c>[C]</c>.</summary>
    public Tensor<float> Bias { get; }

    /// <summary>M, <c>[3, C, 1, 1]</c>.</summary>
    public Tensor<float> Mix { get; }

    /// <summary>SHA-256 of the filters of the encoder that the layer was trained for, in hexadecimal; empty: none.</summary>
    public string EncoderSha256 { get; init; } = "";

    /// <summary>A layer before its training.</summary>
    /// <param name="options">Size, channels and initialisation; at least one channel.</param>
    /// <param name="seed">Where random kernels come from.</param>
    /// <exception cref="OptionsException">An option is out of its range.</exception>
    public static FrontLayer Initial(FrontLayerOptions options, int seed)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> problems = [];
        options.Check(problems);
        if (options.Channels == 0) problems.Add("Front.Channels is 0: a layer has 1 to 64");
        OptionsException.ThrowIfAny(nameof(FrontLayerOptions), problems);
        int channels = options.Channels, size = options.KernelSize;
        float[] kernel = new float[channels * 3 * size * size], mix = new float[3 * channels];
        if (options.Initialization == FrontInitialization.Random)
        {
            Random random = new(seed);
            double deviation = Math.Sqrt(2.0 / (3 * size * size));
            for (int i = 0; i < kernel.Length; i++) kernel[i] = (float)(deviation * Noise.Normal(random));
            for (int i = 0; i < mix.Length; i++) mix[i] = (float)(0.02 * Noise.Normal(random));
        }
        else
        {
            for (int c = 0; c < channels; c++) Slope(kernel.AsSpan(c * 3 * size * size, 3 * size * size), size, 2 * Math.PI * c / channels);
            Array.Fill(mix, -1f / channels);
        }

        return new FrontLayer(
            new Tensor<float>(new Shape(channels, 3, size, size), kernel), new Tensor<float>(new Shape(channels)), new Tensor<float>(new Shape(3, channels, 1, 1), mix));
    }

    /// <summary>Reads a saved layer.</summary>
    /// <param name="path">A .safetensors file that <see cref="Save"/> wrote.</param>
    /// <exception cref="WeightFormatException">There is no such file, or it holds no front layer.</exception>
    public static FrontLayer Load(string path)
    {
        WeightSet set = WeightFile.Read(path);
        if (!set.Metadata.TryGetValue(KindKey, out string? kind) || kind != Kind)
            throw new WeightFormatException(path, "it holds no front layer. Give a file that `onnxstyle eastern --save-front` wrote.");
        try
        {
            FrontLayer layer = new(Of(KernelName), Of(BiasName), Of(MixName)) { EncoderSha256 = set.Metadata.TryGetValue(EncoderKey, out string? encoder) ? encoder : "" };
            foreach (Tensor<float> tensor in new[] { layer.Kernel, layer.Bias, layer.Mix })
                if (tensor.Span.ContainsAnyExceptInRange(float.MinValue, float.MaxValue)) throw new WeightFormatException(path, "it holds a number that is not finite. It is damaged.");
            return layer;
        }
        catch (ShapeException error)
        {
            throw new WeightFormatException(path, $"its tensors do not fit each other. {error.Message}", error);
        }

        Tensor<float> Of(string name) => set.Tensors.TryGetValue(name, out Tensor? tensor) && tensor is Tensor<float> found
            ? found
            : throw new WeightFormatException(path, $"it has no float32 tensor '{name}'. It is damaged.");
    }

    /// <summary>Writes the layer as safetensors, whole or not at all.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <exception cref="FileWriteException">It cannot be written.</exception>
    public void Save(string path)
    {
        WeightSet set = new();
        set.Add(KernelName, Kernel);
        set.Add(BiasName, Bias);
        set.Add(MixName, Mix);
        set.Metadata[KindKey] = Kind;
        set.Metadata[EncoderKey] = EncoderSha256;
        set.Metadata["formula"] = string.Create(CultureInfo.InvariantCulture, $"y = x + mix relu(kernel * x + bias), x RGB in 0..1, border repeated by {Kernel.Shape[2] / 2}");
        WeightFile.Save(set, path);
    }

    /// <summary>Appends the layer to a graph, its parameters as constants.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="image"><c>[1, 3, H, W]</c>, RGB in 0..1.</param>
    /// <returns>y, of the same shape.</returns>
    public Value Append(GraphBuilder graph, Value image)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return Append(graph, image, graph.Constant(Kernel, KernelName), graph.Constant(Bias, BiasName), graph.Constant(Mix, MixName));
    }

    /// <summary>Appends the layer with parameters that are values of the graph, such as inputs that are trained.</summary>
    internal static Value Append(GraphBuilder graph, Value image, Value kernel, Value bias, Value mix)
    {
        long margin = kernel.Shape[2] / 2;
        Value padded = margin == 0 ? image : graph.Pad(image, [0, 0, margin, margin, 0, 0, margin, margin], mode: "edge");
        Value found = graph.Relu(graph.Conv(padded, kernel, bias, pads: [0, 0, 0, 0]));
        return graph.Add(image, graph.Conv(found, mix, null, pads: [0, 0, 0, 0]));
    }

    // The derivative of a Gaussian in one direction, on the luminance; a step from 0 to 1 along it gives 1.
    private static void Slope(Span<float> kernel, int size, double angle)
    {
        double sigma = Math.Max(0.6, size / 5.0), sum = 0;
        double[] plane = new double[size * size];
        for (int i = 0; i < plane.Length; i++)
        {
            double x = (i % size) - (size / 2), y = (i / size) - (size / 2), along = (x * Math.Cos(angle)) + (y * Math.Sin(angle));
            plane[i] = along * Math.Exp(-((x * x) + (y * y)) / (2 * sigma * sigma));
            sum += Math.Max(plane[i], 0);
        }

        for (int i = 0; i < kernel.Length; i++) kernel[i] = (float)(sum > 0 ? Gray[i / plane.Length] * plane[i % plane.Length] / sum : 0);
    }
}
