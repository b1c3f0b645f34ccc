using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>What a student is fitted to in closed form.</summary>
public sealed record ClosedFormOptions
{
    /// <summary>Crops, 10 to 100,000; a tenth is held out for the figures.</summary>
    public int Crops { get; init; } = 240;

    /// <summary>Pixels of a crop's sides, 32 to 512.</summary>
    public int CropSide { get; init; } = 112;

    /// <summary>Positions of all crops together that a layer is fitted to, 1,000 or more.</summary>
    public int Positions { get; init; } = 16_000;

    /// <summary>How often the responses below zero are guessed anew, 0 to 100.</summary>
    public int Rounds { get; init; } = 6;

    /// <summary>Where the random positions start.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Checks every value.</summary>
    /// <exception cref="OptionsException">Lists all that do not work.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (Crops is < 10 or > 100_000) problems.Add($"Crops must be 10 to 100000, it is {Crops}");
        if (CropSide is < 32 or > 512) problems.Add($"CropSide must be 32 to 512, it is {CropSide}");
        if (Positions < 1000) problems.Add($"Positions must be 1000 or more, it is {Positions}");
        if (Rounds is < 0 or > 100) problems.Add($"Rounds must be 0 to 100, it is {Rounds}");
        OptionsException.ThrowIfAny(nameof(ClosedFormOptions), problems);
    }
}
