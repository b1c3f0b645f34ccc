using System.Security.Cryptography;
using OnnxStyle.Imaging;
using OnnxStyle.Networks;
using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>Turns pictures into features, as one graph on ONNX Runtime, some pictures at a time. It serves one caller at a time.</summary>
public sealed class FeatureExtractor : IDisposable
{
    /// <summary>The most pictures of one run.</summary>
    public const int BatchSize = 4;

    private readonly FeatureOptions options;
    private readonly Session session;
    private readonly Tensor<float> pictures;
    private readonly Tensor<float>[] outputs;

    /// <summary>Builds the graph.</summary>
    /// <param name="options">What features of which encoder.</param>
    /// <param name="runtime">How it is run; null: the defaults.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="ModelMissingException">There is no such encoder.</exception>
    /// <exception cref="UnknownLayerException">The encoder has no such layer.</exception>
    /// <exception cref="ShapeException">The square is too small for the deepest layer.</exception>
    public FeatureExtractor(FeatureOptions options, SessionOptions? runtime = null)
        : this(options, Open(options), runtime, (graph, picture, encoder) => FeatureGraph.Blocks(graph, options.Kind, FeatureGraph.Maps(graph, picture, options, encoder)))
    {
    }

    /// <summary>The same with other features: whatever blocks [N, d] a function makes of pictures [N, 3, side, side].</summary>
    internal FeatureExtractor(FeatureOptions options, Encoder? encoder, SessionOptions? runtime, Func<GraphBuilder, Value, Encoder?, IReadOnlyList<Value>> make)
    {
        this.options = options;
        Encoder = encoder;
        GraphBuilder graph = new("features");
        Value input = graph.Input("pictures", new Shape(BatchSize, 3, options.Side, options.Side));
        IReadOnlyList<Value> blocks = make(graph, input, encoder);
        outputs = [.. blocks.Select(block => new Tensor<float>(block.Shape))];
        for (int i = 0; i < outputs.Length; i++) graph.Output(blocks[i], $"block{i}");
        Graph built = graph.Build();
        Fingerprint = Convert.ToHexStringLower(SHA256.HashData([.. OnnxWriter.Write(built), .. System.Text.Encoding.UTF8.GetBytes($"{options.Fit} {options.TrimBorders}")]));
        session = Session.Create(built, runtime);
        pictures = new Tensor<float>(input.Shape);
        session.BindInput("pictures", pictures);
        for (int i = 0; i < outputs.Length; i++) session.BindOutput($"block{i}", outputs[i]);
        Blocks = [.. outputs.Select(output => (int)output.Shape[1])];
        Size = Blocks.Sum();
    }

    /// <summary>The encoder; null for histograms.</summary>
    public Encoder? Encoder { get; }

    /// <summary>The lengths of what a picture's features are made of: mean, deviation, mean, ... each of one layer.</summary>
    public IReadOnlyList<int> Blocks { get; }

    /// <summary>Features of a picture.</summary>
    public int Size { get; }

    /// <summary>SHA-256, in hexadecimal, of everything that turns a picture into numbers: the graph with its weights, and how pictures become square.</summary>
    public string Fingerprint { get; }

    /// <summary>Reads a picture from a file as the square that the graph sees.</summary>
    /// <exception cref="ImageFormatException">It is missing or damaged.</exception>
    public Image Load(string path) => PictureInput.Load(path, options);

    /// <summary>The features [<see cref="Size"/>] of each picture.</summary>
    /// <param name="squares">Pictures as <see cref="Load"/> gives them, any number.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="ShapeException">A picture has another size.</exception>
    public IReadOnlyList<float[]> Extract(IReadOnlyList<Image> squares, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(squares);
        List<float[]> rows = [];
        for (int start = 0; start < squares.Count; start += BatchSize)
        {
            int count = Math.Min(BatchSize, squares.Count - start);
            for (int i = 0; i < count; i++)
            {
                Image square = squares[start + i];
                if (square.Width != options.Side || square.Height != options.Side) throw new ShapeException("Features", $"pictures of {options.Side} x {options.Side} pixels", $"{square.Width} x {square.Height}");
                square.Planar.CopyTo(pictures.Span[(i * square.Planar.Length)..]);
            }

            session.Run(cancellationToken);
            for (int i = 0; i < count; i++) rows.Add(Row(i));
        }

        return rows;
    }

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();

    private static Encoder? Open(FeatureOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> problems = [];
        options.Check(problems);
        OptionsException.ThrowIfAny(nameof(FeatureOptions), problems);
        return options.Kind == FeatureKind.Histogram ? null : Encoder.Open(options.Encoder, options.ModelFolder);
    }

    private float[] Row(int picture)
    {
        float[] row = new float[Size];
        int at = 0;
        for (int i = 0; i < outputs.Length; at += Blocks[i++]) outputs[i].Span.Slice(picture * Blocks[i], Blocks[i]).CopyTo(row.AsSpan(at));
        return row;
    }
}
