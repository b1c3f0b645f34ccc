using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging;

/// <summary>How <see cref="LocalAffineFilter"/> works. The defaults are those of Luan et al.'s run script.</summary>
public sealed record LocalAffineOptions
{
    /// <summary>
    /// Colour functions are averaged over a square of 2 * radius + 1 pixels, weighted by a Gaussian of radius / 3. 0 (each pixel's own) to 200. Time grows with its
    /// square.
    /// </summary>
    public int Radius { get; init; } = 15;

    /// <summary>
    /// The standard deviation of the Gaussian over colour differences (the root mean square of the three channels, in [0, 1]), 1e-3 to 10. Ports take 0.1, which
    /// averages across weak edges, too.
    /// </summary>
    public double Edge { get; init; } = 0.01;

    /// <summary>
    /// How strongly slopes of the colour functions are held at 0, against sums over 3x3 pixels; 1e-9 to 1. It decides how much contrast a pixel needs for a slope of
    /// its own: much less, and noise of the stylised picture comes back.
    /// </summary>
    public double Ridge { get; init; } = 1e-3;

    /// <summary>Checks every value.</summary>
    /// <exception cref="OptionsException">One or more values are out of range.</exception>
    public void Validate()
    {
        List<string> problems = [];
        Check(problems, "");
        OptionsException.ThrowIfAny(nameof(LocalAffineOptions), problems);
    }

    /// <summary>Adds what is out of range to a list, each name with a prefix such as <c>LocalAffine.</c>.</summary>
    /// <param name="problems">The list.</param>
    /// <param name="prefix">The prefix.</param>
    public void Check(ICollection<string> problems, string prefix)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (Radius is < 0 or > 200) problems.Add($"{prefix}Radius is {Radius}: expected 0 to 200 pixels");
        if (!(Edge is >= 1e-3 and <= 10)) problems.Add($"{prefix}Edge is {Edge}: expected 0.001 to 10");
        if (!(Ridge is >= 1e-9 and <= 1)) problems.Add($"{prefix}Ridge is {Ridge}: expected 1e-9 to 1");
    }
}
