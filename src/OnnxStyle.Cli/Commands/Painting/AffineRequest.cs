using OnnxStyle.Cli.Parsing;
using OnnxStyle.Imaging;

namespace OnnxStyle.Cli.Commands;

/// <summary>A command line of <c>affine</c>.</summary>
internal sealed record AffineRequest
{
    /// <summary>The path of the stylised picture.</summary>
    public required string Stylised { get; init; }

    /// <summary>The path of its photograph.</summary>
    public required string Content { get; init; }

    /// <summary>The path of the picture to write.</summary>
    public required string Output { get; init; }

    /// <summary>Bits a channel, 8 or 16.</summary>
    public int BitDepth { get; init; } = 8;

    /// <summary>The local affine filter.</summary>
    public LocalAffineOptions Options { get; init; } = new();

    /// <summary>Whether fine detail comes back.</summary>
    public RefineMode Refine { get; init; }

    /// <summary>How it does.</summary>
    public GuidedFilterOptions Refinement { get; init; } = new();
}
