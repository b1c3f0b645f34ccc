using OnnxStyle.Cli.Parsing;
using OnnxStyle.Imaging;

namespace OnnxStyle.Cli.Commands;

/// <summary>A command line of <c>edges</c>.</summary>
internal sealed record EdgesRequest
{
    /// <summary>The path of the picture to read.</summary>
    public required string Photo { get; init; }

    /// <summary>The path of the picture to write.</summary>
    public required string Output { get; init; }

    /// <summary>The size at which edges are looked for; null: the picture's own.</summary>
    public ImageSize? Size { get; init; }

    /// <summary>How they are drawn.</summary>
    public EdgeDrawingKind Draw { get; init; }

    /// <summary>How they are found.</summary>
    public EdgeOptions Options { get; init; } = new();
}
