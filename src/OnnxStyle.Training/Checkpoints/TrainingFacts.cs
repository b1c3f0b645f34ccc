namespace OnnxStyle.Training;

/// <summary>What a checkpoint says besides its vectors.</summary>
internal sealed record TrainingFacts
{
    public int Version { get; init; } = 1;

    public string Task { get; init; } = "";

    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    /// <summary>What the bits depend on besides: see <see cref="StepSessions.Circumstances"/>.</summary>
    public IReadOnlyDictionary<string, string> Circumstances { get; init; } = new Dictionary<string, string>();

    public string Data { get; init; } = "";

    public long Steps { get; init; }

    public long BestEpoch { get; init; } = -1;

    public double? BestLoss { get; init; }

    /// <summary>The sums of the losses of the epoch's steps so far.</summary>
    public double[] EpochSums { get; init; } = [];

    public string[] LossNames { get; init; } = [];

    public EpochRow[] Epochs { get; init; } = [];

    /// <summary>The vectors of the file, in order, and their lengths.</summary>
    public Dictionary<string, int> Vectors { get; init; } = [];
}
