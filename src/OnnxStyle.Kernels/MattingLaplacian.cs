using OnnxStyle.Tensors;

namespace OnnxStyle.Kernels;

/// <summary>
/// The matting Laplacian of one guide image (Levin, Lischinski, Weiss 2008, equation 12): pᵀ L p is small exactly when p is, in every 3x3
/// window k that lies inside the picture, close to an affine function of the guide's colours there.
/// <code>
/// W(i,j) = Σ_k (1 + (I_i - mu_k)ᵀ (Sigma_k + eps/9 Id)⁻¹ (I_j - mu_k)) / 9     over the windows that hold both i and j
/// (L p)_i = Σ_j W(i,j) (p_i - p_j),      pᵀ L p = Σ_{i&lt;j} W(i,j) (p_i - p_j)²
/// </code>
/// A picture with a side below 3 has no window, and L = 0. This is the door, where shapes are checked once. An instance belongs to its
/// guide, owns what it computed from it until it is disposed of, and serves one caller at a time.
/// </summary>
public abstract class MattingLaplacian : IDisposable
{
    /// <summary>Levin's regulariser for colours in [0, 1].</summary>
    public const double DefaultEpsilon = 1e-7;

    /// <summary>The most channels of p in one call.</summary>
    public const int MostChannels = 64;

    /// <summary>Checks the guide's shape; a subclass then computes what it keeps.</summary>
    /// <param name="guide">The picture [3, H, W], colours in [0, 1].</param>
    /// <param name="height">H, 1 or more.</param>
    /// <param name="width">W, 1 or more.</param>
    /// <param name="epsilon">eps above; positive and finite.</param>
    /// <exception cref="ShapeException">The shapes do not fit, or epsilon is not positive.</exception>
    protected MattingLaplacian(ReadOnlySpan<float> guide, int height, int width, double epsilon)
    {
        CheckGuide(guide, height, width, epsilon);
        Height = height;
        Width = width;
        Epsilon = epsilon;
    }

    /// <summary>H of the guide.</summary>
    public int Height { get; }

    /// <summary>W of the guide.</summary>
    public int Width { get; }

    /// <summary>The regulariser, as given.</summary>
    public double Epsilon { get; }

    /// <summary>What this instance holds for the guide, on its device, in bytes; workspaces included.</summary>
    public abstract long Bytes { get; }

    /// <summary>L p for every channel; 2 L p is the gradient of the energy.</summary>
    /// <param name="p">[channels, H, W], finite.</param>
    /// <param name="channels">1 to 64.</param>
    /// <param name="product">Receives [channels, H, W]. It may not overlap <paramref name="p"/>.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public void Multiply(ReadOnlySpan<float> p, int channels, Span<float> product)
    {
        CheckChannels(p, channels);
        if (product.Length != p.Length) throw new ShapeException("Matting Laplacian, product", $"[{channels}, {Height}, {Width}]", $"{product.Length} elements");
        RunMultiply(p, channels, product);
    }

    /// <summary>pᵀ L p of every channel by itself.</summary>
    /// <param name="p">[channels, H, W], finite.</param>
    /// <param name="channels">1 to 64.</param>
    /// <param name="energies">Receives [channels], summed in double; not negative but for rounding.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public void Energy(ReadOnlySpan<float> p, int channels, Span<double> energies)
    {
        CheckChannels(p, channels);
        if (energies.Length != channels) throw new ShapeException("Matting Laplacian, energies", $"[{channels}]", $"{energies.Length} elements");
        RunEnergy(p, channels, energies);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Does the work of <see cref="Multiply"/> on arguments that were checked.</summary>
    protected abstract void RunMultiply(ReadOnlySpan<float> p, int channels, Span<float> product);

    /// <summary>Does the work of <see cref="Energy"/> on arguments that were checked.</summary>
    protected abstract void RunEnergy(ReadOnlySpan<float> p, int channels, Span<double> energies);

    /// <summary>Gives back what the instance holds. Twice is once.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }

    internal static void CheckGuide(ReadOnlySpan<float> guide, int height, int width, double epsilon)
    {
        if (height < 1 || width < 1 || guide.Length != 3L * height * width)
        {
            throw new ShapeException("Matting Laplacian, guide", $"[3, {height}, {width}] with sides of at least 1", $"{guide.Length} elements");
        }

        if (!(epsilon > 0) || !double.IsFinite(epsilon)) throw new ShapeException("Matting Laplacian, epsilon", "a positive number", $"{epsilon}");
    }

    private void CheckChannels(ReadOnlySpan<float> p, int channels)
    {
        if (channels is < 1 or > MostChannels) throw new ShapeException("Matting Laplacian, channels", $"1 to {MostChannels}", $"{channels}");
        if (p.Length != (long)channels * Height * Width) throw new ShapeException("Matting Laplacian, p", $"[{channels}, {Height}, {Width}]", $"{p.Length} elements");
    }
}
