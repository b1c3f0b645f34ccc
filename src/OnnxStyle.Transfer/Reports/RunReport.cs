using System.Globalization;
using System.Text;
using System.Text.Json;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>Everything about a finished or cancelled run that a repetition or a comparison needs. Written as JSON beside the picture.</summary>
public sealed record RunReport
{
    /// <summary>The method: <c>stylize</c>, <c>reconstruct</c>, <c>texture</c>, <c>eastern</c>, <c>photo</c> or <c>strotss</c>.</summary>
    public string Method { get; init; } = "stylize";

    /// <summary>The options as JSON, with every default written out; <see cref="StylizeOptions.FromJson"/> takes the whole report, too.</summary>
    public JsonElement Options { get; init; }

    /// <summary>The pictures that went in.</summary>
    public IReadOnlyList<InputPicture> Inputs { get; init; } = [];

    /// <summary>The name of the encoder that was used.</summary>
    public string EncoderName { get; init; } = "";

    /// <summary>SHA-256 of the encoder's filters as they were used, in hexadecimal.</summary>
    public string EncoderSha256 { get; init; } = "";

    /// <summary>Versions by part: OnnxStyle, OnnxRuntime, .NET, system.</summary>
    public IReadOnlyDictionary<string, string> Versions { get; init; } = new Dictionary<string, string>();

    /// <summary>The weights that were used, recipe resolved: <c>content</c>, <c>style</c>, <c>totalVariation</c>.</summary>
    public IReadOnlyDictionary<string, double> Weights { get; init; } = new Dictionary<string, double>();

    /// <summary>The levels of the pyramid, smallest first.</summary>
    public IReadOnlyList<LevelReport> Levels { get; init; } = [];

    /// <summary>The losses at the end: the terms of the picture that was kept.</summary>
    public LossRow? Final { get; init; }

    /// <summary>One row for each iteration.</summary>
    public IReadOnlyList<LossRow> Log { get; init; } = [];

    /// <summary>Other numbers of the method by name, such as <c>relativeError</c> of a reconstruction.</summary>
    public IReadOnlyDictionary<string, double> Measures { get; init; } = new Dictionary<string, double>();

    /// <summary>Remarks for the reader, such as a region without counterpart or a size that was reduced to fit the memory.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Whether the run was cancelled before its end.</summary>
    public bool Cancelled { get; init; }

    /// <summary>Seconds from start to end.</summary>
    public double Seconds { get; init; }

    /// <summary>Bits a channel of the file that a command wrote, 8 or 16.</summary>
    public int BitDepth { get; init; } = 8;

    /// <summary>SHA-256 of the picture's values (float32, planar), in hexadecimal.</summary>
    public string PictureSha256 { get; init; } = "";

    /// <summary>The report as JSON.</summary>
    public string ToJson() => OptionsJson.Write(this, OptionsJson.Default.RunReport);

    /// <summary>Reads a report.</summary>
    /// <exception cref="OptionsException">The text is no report.</exception>
    public static RunReport FromJson(string json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, OptionsJson.Default.RunReport) ?? throw new JsonException("expected an object in braces");
        }
        catch (JsonException error)
        {
            throw new OptionsException(nameof(RunReport), [$"the JSON cannot be read: {error.Message.TrimEnd('.')}"]);
        }
    }

    /// <summary>The loss log as CSV: level, iteration, evaluations, total, gradient, then each term without weights; empty where a level has no such term.</summary>
    public string LogCsv()
    {
        string[] names = [.. Log.SelectMany(row => row.Losses).Select(term => term.Name).Distinct()];
        StringBuilder text = new("level,iteration,evaluations,total,gradient_l2");
        foreach (string name in names) text.Append(',').Append(name);
        text.Append('\n');
        foreach (LossRow row in Log)
        {
            text.Append(CultureInfo.InvariantCulture, $"{row.Level},{row.Iteration},{row.Evaluations},{row.Total:R},{row.GradientNorm:R}");
            Dictionary<string, double> values = row.Losses.ToDictionary(term => term.Name, term => term.Value);
            foreach (string name in names)
            {
                text.Append(',');
                if (values.TryGetValue(name, out double value)) text.Append(value.ToString("R", CultureInfo.InvariantCulture));
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
