using OnnxStyle.Imaging;

namespace OnnxStyle.Transfer;

/// <summary>What a run gives, also when it was cancelled.</summary>
public sealed record StylizeResult
{
    /// <summary>The painting, in [0, 1]; after a cancellation the best so far, at the size of the level it had reached.</summary>
    public required Image Picture { get; init; }

    /// <summary>What happened.</summary>
    public required RunReport Report { get; init; }

    /// <summary>From where the run can go on; null when it is finished.</summary>
    public Checkpoint? Checkpoint { get; init; }
}
