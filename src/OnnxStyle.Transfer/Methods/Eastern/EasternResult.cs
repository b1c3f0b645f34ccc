using OnnxStyle.Imaging;

namespace OnnxStyle.Transfer;

/// <summary>What an eastern painting gives, also when it was cancelled.</summary>
public sealed record EasternResult
{
    /// <summary>The painting, in [0, 1]; after a cancellation the best so far, at the size of the level it had reached.</summary>
    public required Image Picture { get; init; }

    /// <summary>What happened. <c>Measures</c> has <c>noticedWithoutFront</c> and <c>noticedWithFront</c> where the layer was trained.</summary>
    public required RunReport Report { get; init; }

    /// <summary>The edges of the photograph, one pixel wide, at the size of the painting.</summary>
    public required Mask Edges { get; init; }

    /// <summary>The photograph as a drawing: what the content loss compares with.</summary>
    public required Image Drawing { get; init; }

    /// <summary>Where the run can go on; null: it ended by itself.</summary>
    public Checkpoint? Checkpoint { get; init; }

    /// <summary>The layer in front of the encoder; null: none.</summary>
    public FrontLayer? Front { get; init; }
}
