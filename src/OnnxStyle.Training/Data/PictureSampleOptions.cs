using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>How pictures become samples of one size.</summary>
public sealed record PictureSampleOptions
{
    /// <summary>Pixels of the side of a sample, 8 to 1024.</summary>
    public int Side { get; init; } = 128;

    /// <summary>Training: the least area of a crop as a share of the largest square in the picture, in (0, 1]. 1: always the largest square, its place at random.</summary>
    public double LeastCrop { get; init; } = 0.6;

    /// <summary>Training: whether half of the samples are mirrored.</summary>
    public bool Mirror { get; init; } = true;

    /// <summary>Training: the largest change of brightness, contrast and of each colour, in [0, 1); 0 for none.</summary>
    public double Jitter { get; init; } = 0.05;

    /// <summary>Whether black margins, such as of pictures that were padded to a square, are cut off: see <see cref="DarkBorders"/>.</summary>
    public bool CutMargins { get; init; } = true;

    /// <summary>Checks every value.</summary>
    /// <exception cref="OptionsException">Lists all that do not work.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (Side is < 8 or > 1024) problems.Add($"Side must be 8 to 1024, it is {Side}");
        if (!(LeastCrop > 0 && LeastCrop <= 1)) problems.Add($"LeastCrop must be above 0 and at most 1, it is {LeastCrop}");
        if (!(Jitter >= 0 && Jitter < 1)) problems.Add($"Jitter must be 0 or more and below 1, it is {Jitter}");
        OptionsException.ThrowIfAny(nameof(PictureSampleOptions), problems);
    }
}
