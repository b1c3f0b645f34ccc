using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging;

/// <summary>How <see cref="GuidedFilter"/> works. The defaults are those of Luan et al.'s refinement.</summary>
public sealed record GuidedFilterOptions
{
    /// <summary>Windows are squares of 2 * radius + 1 pixels, clipped at the borders. 0 to 1000; time does not depend on it.</summary>
    public int Radius { get; init; } = 8;

    /// <summary>The variance of colours in [0, 1] below which a window counts as flat and is averaged, 1e-9 to 1000. 0.01 keeps edges of a tenth of the range.</summary>
    public double Epsilon { get; init; } = 0.01;

    /// <summary>Checks every value.</summary>
    /// <exception cref="OptionsException">One or more values are out of range.</exception>
    public void Validate()
    {
        List<string> problems = [];
        Check(problems, "");
        OptionsException.ThrowIfAny(nameof(GuidedFilterOptions), problems);
    }

    /// <summary>Adds what is out of range to a list, each name with a prefix such as <c>Refinement.</c>.</summary>
    /// <param name="problems">The list.</param>
    /// <param name="prefix">The prefix.</param>
    public void Check(ICollection<string> problems, string prefix)
    {
        ArgumentNullException.ThrowIfNull(problems);
        if (Radius is < 0 or > 1000) problems.Add($"{prefix}Radius is {Radius}: expected 0 to 1000 pixels");
        if (!(Epsilon is >= 1e-9 and <= 1000)) problems.Add($"{prefix}Epsilon is {Epsilon}: expected 1e-9 to 1000");
    }
}
