using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>Everything that decides the two classic figures of Gatys et al. 2016.</summary>
public sealed record FigureOptions
{
    /// <summary>The encoder and the machinery.</summary>
    public EngineOptions Engine { get; init; } = new();

    /// <summary>The longer side of each picture in pixels, 32 to 1024.</summary>
    public int LongSide { get; init; } = 160;

    /// <summary>Iterations of each picture, 1 or more.</summary>
    public int Iterations { get; init; } = 80;

    /// <summary>The style weights of the second figure, one a column, in the balanced convention with a content weight of 1.</summary>
    public IReadOnlyList<double> StyleWeights { get; init; } = [0.1, 1, 10, 100, 1000];

    /// <summary>Where noise comes from.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Checks the options.</summary>
    /// <exception cref="OptionsException">An option is out of its range; the message lists all that are.</exception>
    public void Validate()
    {
        List<string> problems = [];
        Engine.Check(problems);
        if (LongSide is < 32 or > 1024) problems.Add($"LongSide is {LongSide}: expected 32 to 1024 pixels");
        if (Iterations < 1) problems.Add($"Iterations is {Iterations}: expected 1 or more");
        if (StyleWeights.Count is < 1 or > 8 || !StyleWeights.All(weight => weight >= 0 && double.IsFinite(weight)))
            problems.Add($"StyleWeights are {string.Join(", ", StyleWeights)}: expected one to eight finite numbers of 0 or more");
        OptionsException.ThrowIfAny(nameof(FigureOptions), problems);
    }
}
