namespace OnnxStyle.Transfer;

/// <summary>Which statistic of the style's features the painting takes over.</summary>
public enum StyleLossKind
{
    /// <summary>Gram matrices (Gatys et al. 2016).</summary>
    Gram,

    /// <summary>Mean and covariance, each compared by mean squares: no matrix root.</summary>
    MeanCovariance,

    /// <summary>The Wasserstein-2 distance of Gaussians with the features' mean and covariance (crowsonkb/style-transfer-pytorch).</summary>
    Wasserstein,
}
