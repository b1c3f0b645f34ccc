using OnnxStyle.Kernels;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>How <see cref="PhotoSmoothing"/> works.</summary>
public sealed record SmoothingOptions
{
    /// <summary>
    /// mu, the weight of the matting energy against the distance to the stylised picture, above 0 to 1e6. 1e4 is the weight of Luan et al. and leaves nothing of a brush
    /// stroke; 1000 keeps more of the style's local colour, in a third of the time; FastPhotoStyle's 0.9999 is about 1250 here, where the diagonal of L is 8 and not 1.
    /// </summary>
    public double Strength { get; init; } = 1e4;

    /// <summary>The regulariser of the matting Laplacian, 1e-12 to 1; larger, and the colour functions of a window have to be flatter.</summary>
    public double Epsilon { get; init; } = MattingLaplacian.DefaultEpsilon;

    /// <summary>
    /// Stops when the root mean square of what is left of the equation is this in every channel, colours being 0 to 1. The picture is then at most as far from the exact
    /// one; of photographs a thirtieth of it. 1e-6 to 1.
    /// </summary>
    public double Tolerance { get; init; } = 0.01;

    /// <summary>Stops here at the latest. 1 or more.</summary>
    public int MaxIterations { get; init; } = 3000;

    /// <summary>Checks every value.</summary>
    /// <exception cref="OptionsException">One or more values are out of range.</exception>
    public void Validate()
    {
        List<string> problems = [];
        Check(problems, "");
        OptionsException.ThrowIfAny(nameof(SmoothingOptions), problems);
    }

    /// <summary>Adds what is out of range to a list, each name with a prefix such as <c>Smoothing.</c>.</summary>
    /// <param name="problems">The list.</param>
    /// <param name="prefix">The prefix.</param>
    public void Check(ICollection<string> problems, string prefix)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (!(Strength is > 0 and <= 1e6)) problems.Add($"{prefix}Strength is {Strength}: expected more than 0 and at most 1e6");
        if (!(Epsilon is >= 1e-12 and <= 1)) problems.Add($"{prefix}Epsilon is {Epsilon}: expected 1e-12 to 1");
        if (!(Tolerance is >= 1e-6 and <= 1)) problems.Add($"{prefix}Tolerance is {Tolerance}: expected 1e-6 to 1");
        if (MaxIterations < 1) problems.Add($"{prefix}MaxIterations is {MaxIterations}: expected 1 or more");
    }
}
