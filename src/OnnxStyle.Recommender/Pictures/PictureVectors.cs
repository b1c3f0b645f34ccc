namespace OnnxStyle.Recommender;

/// <summary>What a picture is compared by, before anything is known of the other pictures.</summary>
public sealed record PictureVectors
{
    /// <summary>
    /// Means and deviations of each channel of relu1_1, relu2_1, relu3_1 and relu4_1, then the means of the last ReLU: the style as in Huang and
    /// Belongie 2017, and the subject. Or what <see cref="PictureOptions.Embedding"/> says.
    /// </summary>
    public required float[] Features { get; init; }

    /// <summary>The upper triangles of the Gram matrices F Fᵀ / (H W) of the texture layers, each divided by its length.</summary>
    public required float[] Texture { get; init; }

    /// <summary>See <see cref="Palette"/>.</summary>
    public required float[] Palette { get; init; }
}
