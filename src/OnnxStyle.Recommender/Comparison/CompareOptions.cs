using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>How models are compared.</summary>
public sealed record CompareOptions
{
    /// <summary>Works in a list, 1 to 100.</summary>
    public int Top { get; init; } = 7;

    /// <summary>How many works are asked for, drawn at random, 1 or more; all where there are fewer. The same ones for every model.</summary>
    public int Works { get; init; } = 500;

    /// <summary>How often works are drawn anew for the intervals, 10 to 100,000.</summary>
    public int Resamples { get; init; } = 1000;

    /// <summary>Where all randomness starts.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>What happens to distances before they are added.</summary>
    public DistanceScale Scale { get; init; } = DistanceScale.Raw;

    /// <summary>Checks every value.</summary>
    /// <exception cref="OptionsException">Values are out of range.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (Top is < 1 or > 100) problems.Add($"{nameof(Top)} is {Top}: expected 1 to 100");
        if (Works < 1) problems.Add($"{nameof(Works)} is {Works}: expected 1 or more");
        if (Resamples is < 10 or > 100_000) problems.Add($"{nameof(Resamples)} is {Resamples}: expected 10 to 100000");
        OptionsException.ThrowIfAny(nameof(CompareOptions), problems);
    }
}
