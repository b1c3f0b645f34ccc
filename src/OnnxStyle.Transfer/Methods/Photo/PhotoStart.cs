namespace OnnxStyle.Transfer;

/// <summary>The picture that the first stage starts from.</summary>
public enum PhotoStart
{
    /// <summary>The content.</summary>
    Content,

    /// <summary>The content with the mean and covariance of the style's colours, class by class: what <see cref="PhotoOptions.Fast"/> begins with.</summary>
    Colors,

    /// <summary>Gaussian noise, from the seed, as the paper starts.</summary>
    Noise,
}
