namespace OnnxStyle.Recommender;

/// <summary>What a model does without anybody looking: offline measures.</summary>
public sealed record ModelMeasures
{
    /// <summary>The model.</summary>
    public required ComparedModel Model { get; init; }

    /// <summary>For each kind of metadata, and for <c>artist</c>: the share of the recommended works that have the type of the work asked for, over the works that have one.</summary>
    public required IReadOnlyList<(string Kind, MeanInterval Share)> Same { get; init; }

    /// <summary>The share of all works that are recommended for at least one of those asked for.</summary>
    public required double Coverage { get; init; }

    /// <summary>The mean of -log2 p over recommended works, in bits, p being the share of the lists that hold the work: high where lists differ.</summary>
    public required MeanInterval Novelty { get; init; }
}
