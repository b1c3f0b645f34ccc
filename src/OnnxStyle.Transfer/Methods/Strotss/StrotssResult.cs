using OnnxStyle.Imaging;

namespace OnnxStyle.Transfer;

/// <summary>What a painting by STROTSS gives, also when it was cancelled.</summary>
public sealed record StrotssResult
{
    /// <summary>The painting, in [0, 1]; after a cancellation as far as it is, at the size of its scale.</summary>
    public required Image Picture { get; init; }

    /// <summary>What happened. <c>Measures</c> has the losses of the finished painting over many samples: <c>selfSimilarity</c>, <c>transport</c>, <c>moments</c>, <c>palette</c>, <c>style</c>.</summary>
    public required RunReport Report { get; init; }

    /// <summary>Where to go on; null when the run came to its end.</summary>
    public Checkpoint? Checkpoint { get; init; }
}
