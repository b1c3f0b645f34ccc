using System.Security.Cryptography;
using OnnxStyle.Imaging;
using OnnxStyle.Networks;
using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>Turns pictures into vectors by an encoder, as one graph on ONNX Runtime. It serves one caller at a time.</summary>
public sealed class PictureEmbedder : IDisposable
{
    private static readonly string[] StyleLayers = ["relu1_1", "relu2_1", "relu3_1", "relu4_1"];
    private readonly PictureOptions options;
    private readonly Session session;
    private readonly EmbeddingModel? embedding;
    private readonly Tensor<float> image;
    private readonly Tensor<float>[] statistics;
    private readonly Tensor<float>[] grams;

    /// <summary>Builds the graph.</summary>
    /// <param name="options">The encoder and its square; the folder is not looked at.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="ModelMissingException">There is no such encoder.</exception>
    /// <exception cref="UnknownLayerException">The encoder has no such layer.</exception>
    /// <exception cref="ShapeException">The square is too small for the encoder.</exception>
    /// <exception cref="EmbeddingModelException">The model of <see cref="PictureOptions.Embedding"/> cannot be used.</exception>
    public PictureEmbedder(PictureOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> problems = [];
        options.Check(problems);
        OptionsException.ThrowIfAny(nameof(PictureOptions), problems);
        this.options = options;
        Encoder encoder = Encoder.Open(options.Encoder, options.ModelFolder);
        string[] styleLayers = options.Embedding is null ? StyleLayers : [], lastLayers = options.Embedding is null ? [encoder.Layers.Last(layer => layer.StartsWith("relu", StringComparison.Ordinal))] : [];
        GraphBuilder graph = new("embedding");
        Value input = graph.Input("image", new Shape(1, 3, options.Side, options.Side));
        IReadOnlyDictionary<string, Value> layers = encoder.Append(graph, input, [.. styleLayers.Concat(lastLayers).Concat(options.TextureLayers).Distinct()]);
        List<Value> outputs = [];
        foreach (string layer in styleLayers) outputs.AddRange(Moments(graph, layers[layer]));
        foreach (string layer in lastLayers) outputs.Add(graph.ReduceMean(Flat(graph, layers[layer]), [1], keepDims: false));
        statistics = [.. outputs.Select((value, i) => Declare(graph, value, $"statistics{i}"))];
        grams = [.. options.TextureLayers.Select((layer, i) => Declare(graph, Gram(graph, layers[layer]), $"gram{i}"))];
        Graph built = graph.Build();
        SessionOptions runtime = new() { Provider = options.Provider, Threads = options.Threads };
        embedding = options.Embedding is null ? null : new EmbeddingModel(options.Embedding, runtime);
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData([.. OnnxWriter.Write(built), (byte)options.Fit, .. System.Text.Encoding.UTF8.GetBytes(embedding?.Fingerprint ?? "")]));
        session = Session.Create(built, runtime);
        image = new Tensor<float>(input.Shape);
        session.BindInput("image", image);
        for (int i = 0; i < statistics.Length; i++) session.BindOutput($"statistics{i}", statistics[i]);
        for (int i = 0; i < grams.Length; i++) session.BindOutput($"gram{i}", grams[i]);
        Blocks = embedding is null ? [.. statistics.Select(tensor => tensor.Span.Length)] : [embedding.Size];
        Side = Math.Max(options.Side, embedding?.Side ?? 0);
    }

    /// <summary>The lengths of what <see cref="PictureVectors.Features"/> is made of: mean, deviation, mean, ... each of one layer.</summary>
    public IReadOnlyList<int> Blocks { get; }

    /// <summary>The longer side of the largest that any model sees, in pixels.</summary>
    public int Side { get; }

    /// <summary>SHA-256, in hexadecimal, of everything that turns a picture into numbers: the graph with its weights, and how pictures become square.</summary>
    public string Fingerprint { get; }

    /// <summary>The vectors of a picture.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public PictureVectors Embed(Image picture, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(picture);
        Image square = PictureFrame.Fit(picture, options.Side, options.Side, options.Fit);
        square.Planar.CopyTo(image.Span);
        session.Run(cancellationToken);
        return new PictureVectors
        {
            Features = embedding?.Embed(picture, options.Fit, cancellationToken) ?? [.. statistics.SelectMany(tensor => tensor.Span.ToArray())],
            Texture = [.. grams.SelectMany(Triangle)],
            Palette = Palette.Of(options.Fit == PictureFit.Letterbox ? ImageResize.Resize(picture, options.Side, options.Side) : square),
        };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        session.Dispose();
        embedding?.Dispose();
    }

    private static Value Flat(GraphBuilder graph, Value features) => graph.Reshape(features, features.Shape[1], features.Shape[2] * features.Shape[3]);

    private static Value[] Moments(GraphBuilder graph, Value features)
    {
        Value flat = Flat(graph, features), mean = graph.ReduceMean(flat, [1], keepDims: true), centred = graph.Sub(flat, mean);
        return [graph.Reshape(mean, features.Shape[1]), graph.Sqrt(graph.ReduceMean(graph.Mul(centred, centred), [1], keepDims: false))];
    }

    private static Value Gram(GraphBuilder graph, Value features)
    {
        Value flat = Flat(graph, features);
        return graph.Gemm(flat, flat, alpha: 1f / flat.Shape[1], transB: true);
    }

    private static Tensor<float> Declare(GraphBuilder graph, Value value, string name)
    {
        graph.Output(value, name);
        return new Tensor<float>(value.Shape);
    }

    private static float[] Triangle(Tensor<float> gram)
    {
        int size = (int)gram.Shape[0];
        List<float> entries = [];
        for (int row = 0; row < size; row++)
            for (int column = row; column < size; column++) entries.Add(gram.Span[(row * size) + column]);
        float[] triangle = [.. entries];
        Vectors.NormalizeRows(triangle, triangle.Length);
        return triangle;
    }
}
