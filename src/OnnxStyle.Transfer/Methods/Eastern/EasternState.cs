namespace OnnxStyle.Transfer;

/// <summary>What a <see cref="Checkpoint"/> of an eastern painting holds besides the painting.</summary>
public sealed record EasternState
{
    /// <summary>The options of the run.</summary>
    public EasternOptions Options { get; init; } = new();

    /// <summary>The photograph (<c>content</c>) and the painting (<c>style</c>), by fingerprint, with their paths where the caller named them.</summary>
    public IReadOnlyList<InputPicture> Inputs { get; init; } = [];

    /// <summary>The front layer of the moment; null: there is none, or its training had not ended and begins anew.</summary>
    public FrontLayerState? Front { get; init; }

    /// <summary>The measures of the report so far.</summary>
    public IReadOnlyDictionary<string, double> Measures { get; init; } = new Dictionary<string, double>();

    /// <summary>Checks that a run goes on with the pictures it began with.</summary>
    internal void Check(IReadOnlyList<InputPicture> now)
    {
        foreach ((InputPicture then, InputPicture other) in Inputs.Zip(now))
            if (then.Sha256 != other.Sha256) throw new CheckpointException("of other pictures", $"{then.Role} with SHA-256 {then.Sha256}", other.Sha256);
    }
}
