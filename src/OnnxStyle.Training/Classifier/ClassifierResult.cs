namespace OnnxStyle.Training;

/// <summary>A classifier and what is known of it.</summary>
public sealed record ClassifierResult
{
    /// <summary>The classifier.</summary>
    public required ClassifierModel Model { get; init; }

    /// <summary>The options that it was made with.</summary>
    public required ClassifierOptions Options { get; init; }

    /// <summary>How it did.</summary>
    public required HeadResult Head { get; init; }

    /// <summary>What fine-tuning did; null: there was none.</summary>
    public FineTuneResult? FineTuned { get; init; }

    /// <summary>How the same head did on colour histograms; null: not tried.</summary>
    public HeadResult? Baseline { get; init; }

    /// <summary>Pictures that were used.</summary>
    public required int Pictures { get; init; }

    /// <summary>Pictures that were left out, a sentence each.</summary>
    public required IReadOnlyList<string> Problems { get; init; }

    /// <summary>Pictures whose features were there already.</summary>
    public required int Cached { get; init; }
}
