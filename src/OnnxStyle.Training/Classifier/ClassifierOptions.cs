using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>How a classifier is made. Immutable.</summary>
public sealed record ClassifierOptions
{
    /// <summary>What the head sees.</summary>
    public FeatureOptions Features { get; init; } = new();

    /// <summary>How the head is fitted.</summary>
    public HeadOptions Head { get; init; } = new();

    /// <summary>Whether and how the last blocks of the encoder are trained on after that.</summary>
    public FineTuneOptions FineTune { get; init; } = new();

    /// <summary>The share of each class that nothing is fitted to or chosen by, 0.05 to 0.8.</summary>
    public double Test { get; init; } = 0.2;

    /// <summary>The share of each class by which L2 is chosen, 0.05 to 0.8; with folds no part is set aside.</summary>
    public double Validation { get; init; } = 0.2;

    /// <summary>Folds in which the whole is done again, each time with another part for judging, so that every picture is judged once; 2 to 20, or 0: not.</summary>
    public int CrossValidation { get; init; }

    /// <summary>Whether the same is done with colour histograms, to compare.</summary>
    public bool Baseline { get; init; }

    /// <summary>Draws the parts, the folds and the start of a hidden layer.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>ONNX Runtime's execution provider. Never replaced silently.</summary>
    public string Provider { get; init; } = "CPU";

    /// <summary>Threads of ONNX Runtime; 0: one for each processor.</summary>
    public int Threads { get; init; }

    /// <summary>Whether fine-tuning runs ONNX Runtime's own convolutions on the processor, too, and not ours, which are faster. Features are always read with its own.</summary>
    public bool Plain { get; init; }

    /// <summary>The folder in which features are kept; null: nowhere.</summary>
    public string? Cache { get; init; } = FeatureCache.DefaultFolder;

    /// <summary>Checks every value.</summary>
    /// <exception cref="OptionsException">Lists all that do not work.</exception>
    public void Validate()
    {
        List<string> problems = [];
        Features.Check(problems);
        Head.Check(problems);
        FineTune.Check(problems);
        if (FineTune.Blocks > 0 && Features.Kind == FeatureKind.Histogram) problems.Add("FineTune.Blocks has no effect on histograms: choose other features");
        if (!(Test is >= 0.05 and <= 0.8)) problems.Add($"Test is {Test}: expected 0.05 to 0.8");
        if (!(Validation is >= 0.05 and <= 0.8)) problems.Add($"Validation is {Validation}: expected 0.05 to 0.8");
        if (Test + Validation > 0.9) problems.Add($"Test and Validation are {Test} and {Validation}: together at most 0.9, or nothing is left for training");
        if (CrossValidation is not (0 or (>= 2 and <= 20))) problems.Add($"CrossValidation is {CrossValidation}: expected 0, or 2 to 20");
        if (Threads is < 0 or > 1024) problems.Add($"Threads is {Threads}: expected 0 to 1024");
        OptionsException.ThrowIfAny(nameof(ClassifierOptions), problems);
    }
}
