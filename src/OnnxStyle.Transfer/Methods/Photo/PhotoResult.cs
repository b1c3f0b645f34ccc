using OnnxStyle.Imaging;

namespace OnnxStyle.Transfer;

/// <summary>What a photographic transfer gives, also when it was cancelled.</summary>
public sealed record PhotoResult
{
    /// <summary>The picture, in [0, 1].</summary>
    public required Image Picture { get; init; }

    /// <summary>The picture before it was filtered.</summary>
    public required Image Optimized { get; init; }

    /// <summary>What happened.</summary>
    public required RunReport Report { get; init; }
}
