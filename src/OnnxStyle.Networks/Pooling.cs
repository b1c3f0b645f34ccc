namespace OnnxStyle.Networks;

/// <summary>How the 2x2 windows of a pooling layer become one value.</summary>
public enum Pooling
{
    /// <summary>The mean of the window, Gatys' choice for smoother pictures. The activations shrink against <see cref="Max"/>; see <see cref="NetworkOptions.PoolRescale"/>.</summary>
    Average,

    /// <summary>The largest of the window, as the network was trained.</summary>
    Max,

    /// <summary>
    /// The root of the sum of squares, sqrt(4 mean(x^2) + 1e-8): PyTorch's LPPool2d(2, 2). The small term gives a window of
    /// zeros the derivative 0; it adds at most 1e-4 to a value. Differs from LPPool2d by that term only.
    /// </summary>
    L2,
}
