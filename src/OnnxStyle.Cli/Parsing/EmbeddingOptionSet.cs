using System.CommandLine;
using System.Globalization;
using OnnxStyle.Networks;
using OnnxStyle.Recommender;

namespace OnnxStyle.Cli.Parsing;

/// <summary>The options of a model of the user's that turns pictures into vectors.</summary>
internal sealed class EmbeddingOptionSet
{
    private static readonly EmbeddingOptions Defaults = new() { Model = "." };
    private static readonly (string, EmbeddingLayout)[] Layouts = [("nchw", EmbeddingLayout.ChannelsFirst), ("nhwc", EmbeddingLayout.ChannelsLast)];
    private readonly Option<string?> model = Words.Text("--embedding", "FILE|autoencoder", "Pictures: an .onnx file with a picture as its one input makes their vectors; --encoder makes only those of texture then. autoencoder: the one that `train autoencoder` installed. [default: none]");
    private readonly Option<string?> output = Words.Text("--embedding-output", "NAME", "Embedding: the output to take; the mean over places of a map or sequence. [default: the only one]");
    private readonly Option<EmbeddingLayout?> layout = Words.Choice("--embedding-layout", Layouts, "Embedding: where the model wants the colours. [default: where its input has 3 or 1 channels]");
    private readonly Option<int?> side = Words.Whole("--embedding-side", "N", $"Embedding: pixels of a side that the model leaves free, 8 to 2048. [default: {Defaults.Side}]");
    private readonly Option<double?> scale = Words.Number("--embedding-scale", "X", $"Embedding: what colours from 0 to 1 are multiplied by; 255 for models that want bytes. [default: {Defaults.Scale}]");
    private readonly Option<double[]?> mean = Colours("--embedding-mean", "Embedding: taken away from red, green and blue then, such as 0.485,0.456,0.406. [default: 0,0,0]");
    private readonly Option<double[]?> deviation = Colours("--embedding-std", "Embedding: what red, green and blue are divided by then, such as 0.229,0.224,0.225. [default: 1,1,1]");
    private readonly Option<bool> blueFirst = new("--embedding-bgr") { Description = "Embedding: the model wants blue first and red last." };

    /// <summary>The word for the installed autoencoder.</summary>
    public const string Autoencoder = "autoencoder";

    /// <summary>Where `train autoencoder` puts its model when no other place is named.</summary>
    /// <param name="modelFolder">The folder of installed models; null: the user's.</param>
    public static string InstalledAutoencoder(string? modelFolder) => Path.Combine(modelFolder ?? ModelFolder.Default, $"{Autoencoder}.onnx");

    /// <summary>The option that names the model.</summary>
    public Option Model => model;

    /// <summary>The options that say how the model is used.</summary>
    public IReadOnlyList<Option> Others => [output, layout, side, scale, mean, deviation, blueFirst];

    /// <summary>The options of the library; null: no model is named.</summary>
    /// <param name="parsed">The words.</param>
    /// <param name="modelFolder">The folder of installed models; null: the user's.</param>
    public EmbeddingOptions? Bind(ParseResult parsed, string? modelFolder) => parsed.GetValue(model) is not string file ? null : new EmbeddingOptions
    {
        Model = file == Autoencoder ? InstalledAutoencoder(modelFolder) : file,
        Output = parsed.GetValue(output),
        Layout = parsed.GetValue(layout),
        Side = parsed.GetValue(side) ?? Defaults.Side,
        Scale = parsed.GetValue(scale) ?? Defaults.Scale,
        Mean = parsed.GetValue(mean) is { Length: 3 } means ? means : Defaults.Mean, // an array that was not given is empty
        Deviation = parsed.GetValue(deviation) is { Length: 3 } deviations ? deviations : Defaults.Deviation,
        BlueFirst = parsed.GetValue(blueFirst),
    };

    private static Option<double[]?> Colours(string name, string help) => Words.Parsed<double[]?>(name, "R,G,B", help, (result, word) =>
    {
        double[] values = [.. word.Split(',').Select(part => double.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN)];
        return values.Length == 3 && values.All(double.IsFinite) ? values : Words.Refuse<double[]?>(result, name, word, "three numbers, for red, green and blue");
    });
}
