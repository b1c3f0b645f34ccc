using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Commands;

/// <summary>A command line of <c>photo</c>.</summary>
internal sealed record PhotoRequest
{
    /// <summary>The path of the photograph; empty: that of the run which is repeated.</summary>
    public string Content { get; init; } = "";

    /// <summary>The path of the photograph with the wanted look; empty: that of the run which is repeated.</summary>
    public string Style { get; init; } = "";

    /// <summary>The map of classes of the content; null: none.</summary>
    public string? ContentMask { get; init; }

    /// <summary>The map of classes of the style; null: none.</summary>
    public string? StyleMask { get; init; }

    /// <summary>A stylised picture for the fast mode; null: none.</summary>
    public string? Stylised { get; init; }

    /// <summary>What the colours of the maps mean.</summary>
    public string Labels { get; init; } = MaskLabels.Default;

    /// <summary>The path of the picture to write.</summary>
    public string Output { get; init; } = "photo.png";

    /// <summary>Bits a channel, 8 or 16.</summary>
    public int BitDepth { get; init; } = 8;

    /// <summary>The path of the loss log; null: none.</summary>
    public string? Log { get; init; }

    /// <summary>The file for the trace of the evaluations; null: none.</summary>
    public string? Profile { get; init; }

    /// <summary>The pictures of the run that is repeated, where the command line does not name others; empty: none.</summary>
    public IReadOnlyList<InputPicture> Recorded { get; init; } = [];

    /// <summary>The options.</summary>
    public PhotoOptions Options { get; init; } = new();

    /// <summary>Every picture that is read.</summary>
    public IEnumerable<string> Inputs => [Content, Style, ContentMask ?? "", StyleMask ?? "", Stylised ?? ""];
}
