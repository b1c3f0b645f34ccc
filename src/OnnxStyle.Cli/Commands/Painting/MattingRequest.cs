using OnnxStyle.Imaging;
using OnnxStyle.Kernels;

namespace OnnxStyle.Cli.Commands;

/// <summary>A command line of <c>matting</c>.</summary>
internal sealed record MattingRequest
{
    /// <summary>The path of the photograph whose Laplacian it is.</summary>
    public required string Guide { get; init; }

    /// <summary>The path of the picture whose energy is measured; null: the diagonal of the Laplacian is drawn.</summary>
    public string? Of { get; init; }

    /// <summary>The path of the map to write.</summary>
    public required string Output { get; init; }

    /// <summary>The size of both pictures; null: of the picture measured, else of the guide.</summary>
    public ImageSize? Size { get; init; }

    /// <summary>The regulariser.</summary>
    public double Epsilon { get; init; } = MattingLaplacian.DefaultEpsilon;

    /// <summary>What is drawn white; null: 0.1 with a picture and 8 without.</summary>
    public double? White { get; init; }

    /// <summary>The path of the matrix to write; null: none.</summary>
    public string? Matrix { get; init; }

    /// <summary>Whether figures are printed as JSON.</summary>
    public bool Json { get; init; }
}
