using OnnxStyle.Imaging;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Commands;

/// <summary>What a command line of <c>stylize</c> asks for, before any picture is opened.</summary>
internal sealed record StylizeRequest
{
    /// <summary>The photograph; empty: that of the run which is repeated or resumed.</summary>
    public string Content { get; init; } = "";

    /// <summary>The paintings; empty: those of the run which is repeated or resumed.</summary>
    public IReadOnlyList<string> Styles { get; init; } = [];

    /// <summary>The picture to write.</summary>
    public string Output { get; init; } = "painting.png";

    /// <summary>Everything that the library wants to know.</summary>
    public StylizeOptions Options { get; init; } = new();

    /// <summary>A size that needs the content to be known: native or exact. Null: the options say it.</summary>
    public ImageSize? Size { get; init; }

    /// <summary>The pictures of the run that is repeated or resumed, where the command line does not name others; empty: none.</summary>
    public IReadOnlyList<InputPicture> Recorded { get; init; } = [];

    /// <summary>The number of sizes that are painted, 1 or more; null: as the options say.</summary>
    public int? Scales { get; init; }

    /// <summary>The picture to start from, or null.</summary>
    public string? Start { get; init; }

    /// <summary>Masks of regions in the content.</summary>
    public IReadOnlyList<string> ContentMasks { get; init; } = [];

    /// <summary>Masks of the same regions in the styles.</summary>
    public IReadOnlyList<string> StyleMasks { get; init; } = [];

    /// <summary>Whether masks are maps of labels rather than grey.</summary>
    public bool Labels { get; init; }

    /// <summary>The mask of pixels that stay the content's, or null.</summary>
    public string? Freeze { get; init; }

    /// <summary>The file for the losses, .csv or .json, or null.</summary>
    public string? Log { get; init; }

    /// <summary>The file for the trace of the evaluations, or null.</summary>
    public string? Profile { get; init; }

    /// <summary>The checkpoint to go on from, or null.</summary>
    public string? Resume { get; init; }

    /// <summary>Whether only the estimate is wanted.</summary>
    public bool DryRun { get; init; }

    /// <summary>Every picture that is read, as far as it is known.</summary>
    public IEnumerable<string> Inputs => [Content, .. Styles, .. ContentMasks, .. StyleMasks, Start ?? "", Freeze ?? ""];

    /// <summary>Bits a channel in the written picture, 8 or 16.</summary>
    public int BitDepth { get; init; } = 8;
}
