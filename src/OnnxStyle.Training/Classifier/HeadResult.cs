namespace OnnxStyle.Training;

/// <summary>How a head on some features did.</summary>
public sealed record HeadResult
{
    /// <summary>What features of what, in a few words.</summary>
    public required string Name { get; init; }

    /// <summary>Features of a picture.</summary>
    public required int Features { get; init; }

    /// <summary>How strongly the weights are held, as chosen.</summary>
    public required double L2 { get; init; }

    /// <summary>Every L2 that was tried, with the cross-entropy on pictures that the fit did not see; empty where there was no choice.</summary>
    public required IReadOnlyList<(double L2, double CrossEntropy)> Tried { get; init; }

    /// <summary>On the pictures that it was fitted to or chosen by.</summary>
    public required ClassifierMetrics Training { get; init; }

    /// <summary>On the pictures that it never saw.</summary>
    public required ClassifierMetrics Test { get; init; }

    /// <summary>Over all folds of a cross-validation; null: there was none.</summary>
    public ClassifierMetrics? CrossValidation { get; init; }

    /// <summary>The pictures of <see cref="Test"/>.</summary>
    public required IReadOnlyList<JudgedPicture> Judged { get; init; }
}
