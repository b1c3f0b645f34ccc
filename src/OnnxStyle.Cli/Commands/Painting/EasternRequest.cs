using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Commands;

/// <summary>A command line of <c>eastern</c>.</summary>
internal sealed record EasternRequest
{
    /// <summary>The path of the photograph; empty: that of the run which is resumed.</summary>
    public required string Photo { get; init; }

    /// <summary>The path of the painting; empty: that of the run which is resumed.</summary>
    public required string Painting { get; init; }

    /// <summary>The path of the picture to write.</summary>
    public required string Output { get; init; }

    /// <summary>Bits a channel, 8 or 16.</summary>
    public int BitDepth { get; init; } = 8;

    /// <summary>The path of the loss log; null: none.</summary>
    public string? Log { get; init; }

    /// <summary>The path of the sheet; null: none.</summary>
    public string? Sheet { get; init; }

    /// <summary>The path of a front layer to use; null: one is trained.</summary>
    public string? Front { get; init; }

    /// <summary>Where the front layer goes; null: nowhere.</summary>
    public string? SaveFront { get; init; }

    /// <summary>The checkpoint to go on from; null: none.</summary>
    public string? Resume { get; init; }

    /// <summary>The options.</summary>
    public EasternOptions Options { get; init; } = new();
}
