using OnnxStyle.Networks;

namespace OnnxStyle.Transfer;

/// <summary>The weights that a photographic transfer takes where its options name none: the paper's alpha = 1, Gamma = 100 and lambda = 10000, Gamma = 3 in our own conventions.</summary>
internal sealed record PhotoWeights
{
    public required double Content { get; init; }

    public required double Style { get; init; }

    public required double TotalVariation { get; init; }

    public required double Photorealism { get; init; }

    /// <summary>Whether the photorealism is a mean over pixels rather than a sum.</summary>
    public required bool IsMean { get; init; }

    public static PhotoWeights For(PhotoOptions options, EncoderCard encoder)
    {
        bool code = options.Convention == LossConvention.NeuralStyle, ours = options.Convention is LossConvention.Balanced or LossConvention.Inner;
        return new PhotoWeights
        {
            Content = options.ContentWeight ?? (code ? 5 : 1),
            Style = options.StyleWeight ?? (ours ? 3 : code && encoder.IsNormalised ? 1e4 : 100), // as StylizeRecipe: its features are about a tenth of VGG-19's
            TotalVariation = options.TotalVariationWeight ?? (code && !encoder.IsNormalised ? 1e-3 : 0),
            Photorealism = options.PhotorealismWeight ?? 1e4,
            IsMean = ours,
        };
    }
}
