namespace OnnxStyle.Cli.Commands;

/// <summary>The files of a command that makes one picture of one picture.</summary>
internal sealed record PictureRequest
{
    /// <summary>The path of the picture to read.</summary>
    public required string Input { get; init; }

    /// <summary>The path of the picture to write.</summary>
    public required string Output { get; init; }

    /// <summary>Bits a channel, 8 or 16.</summary>
    public int BitDepth { get; init; } = 8;

    /// <summary>The path of the loss log; null: none.</summary>
    public string? Log { get; init; }
}
