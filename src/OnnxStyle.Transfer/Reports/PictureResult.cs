using OnnxStyle.Imaging;

namespace OnnxStyle.Transfer;

/// <summary>What a reconstruction or a texture synthesis gives, also when it was cancelled.</summary>
public sealed record PictureResult
{
    /// <summary>The picture, in [0, 1]; after a cancellation the best so far.</summary>
    public required Image Picture { get; init; }

    /// <summary>What happened.</summary>
    public required RunReport Report { get; init; }
}
