namespace OnnxStyle.Transfer;

/// <summary>The picture that the first stage starts from.</summary>
public enum PhotoStart
{
    /// <summary>The content.</summary>
    Content,

    /// <summary>Gaussian noise, from the seed, as the paper starts.</summary>
    Noise,
}
