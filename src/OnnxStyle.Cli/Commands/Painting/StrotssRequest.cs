using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Commands;

/// <summary>A command line of <c>strotss</c>.</summary>
internal sealed record StrotssRequest
{
    /// <summary>The path of the photograph; empty: that of the run which is repeated or resumed.</summary>
    public string Content { get; init; } = "";

    /// <summary>The path of the painting; empty: that of the run which is repeated or resumed.</summary>
    public string Style { get; init; } = "";

    /// <summary>The path of the picture to write.</summary>
    public string Output { get; init; } = "strotss.png";

    /// <summary>Bits a channel, 8 or 16.</summary>
    public int BitDepth { get; init; } = 8;

    /// <summary>The path of the loss log; null: none.</summary>
    public string? Log { get; init; }

    /// <summary>The path of the content's map of regions; null: none.</summary>
    public string? ContentRegions { get; init; }

    /// <summary>The path of the style's map of regions; null: none.</summary>
    public string? StyleRegions { get; init; }

    /// <summary>The path of the pairs of points; null: none.</summary>
    public string? Points { get; init; }

    /// <summary>The checkpoint to go on from; null: none.</summary>
    public string? Resume { get; init; }

    /// <summary>The weights of a table of paintings; empty: one painting.</summary>
    public IReadOnlyList<double> AlphaTable { get; init; } = [];

    /// <summary>The pictures of the run that is repeated or resumed.</summary>
    public IReadOnlyList<InputPicture> Recorded { get; init; } = [];

    /// <summary>The options.</summary>
    public StrotssOptions Options { get; init; } = new();

    /// <summary>Every file that is read, as far as it is known.</summary>
    public IEnumerable<string> Inputs => [Content, Style, ContentRegions ?? "", StyleRegions ?? "", Points ?? ""];

    /// <summary>The request that repeats a run, from the JSON beside its picture or from options alone.</summary>
    /// <exception cref="InputFileException">There is no such file, or it is neither.</exception>
    public static StrotssRequest Repeat(string path) => PreviousRun.Repeat(
        path, "strotss", json => new StrotssRequest { Options = StrotssOptions.FromJson(json) },
        (request, report) => (request with { BitDepth = report.BitDepth }).WithFiles(report.Inputs, path));

    /// <summary>Fills in files that the command line does not name. Their paths are relative to the folder of the file that names them.</summary>
    public StrotssRequest WithFiles(IReadOnlyList<InputPicture> inputs, string beside)
    {
        string? Find(string role) => inputs.FirstOrDefault(input => input.Role == role)?.Path is string path ? PreviousRun.PathFrom(beside, path) : null;

        return this with
        {
            Recorded = inputs,
            Content = Content.Length > 0 ? Content : Find("content") ?? "",
            Style = Style.Length > 0 ? Style : Find("style") ?? "",
            ContentRegions = ContentRegions ?? Find("content regions"),
            StyleRegions = StyleRegions ?? Find("style regions"),
            Points = Points ?? Find("points"),
        };
    }
}
