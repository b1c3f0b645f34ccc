namespace OnnxStyle.Transfer;

/// <summary>How the colours of the content are kept while its brush strokes become the style's (Gatys et al. 2017).</summary>
public enum ColorControl
{
    /// <summary>The style brings its colours.</summary>
    None,

    /// <summary>The style is recoloured so that its mean and covariance of colours are the content's; linear map by Cholesky factors.</summary>
    MatchCholesky,

    /// <summary>As <see cref="MatchCholesky"/>, linear map by matrix roots (PCA).</summary>
    MatchPca,

    /// <summary>As <see cref="MatchCholesky"/>, the Monge map: the least movement of colours.</summary>
    MatchMonge,

    /// <summary>Only luminance is painted; the style's mean luminance is moved to the content's and the content's chroma is put back at the end.</summary>
    Luminance,
}
