using OnnxStyle.Imaging;
using OnnxStyle.Kernels;

namespace OnnxStyle.Transfer;

/// <summary>
/// The photorealism regulariser L_m = sum over RGB of V^T M V, M the matting Laplacian of the content (Luan et al. 2017, equation 2): small exactly when the
/// picture's colours are, in every window of 3x3 pixels, close to an affine function of the content's. Its gradient is 2 M V. Matrix-free.
/// </summary>
internal sealed class MattingTerm : IOutsideTerm
{
    private const int Channels = 3;
    private readonly MattingLaplacian laplacian;
    private readonly float[] product;
    private readonly double scale;
    private readonly double slope;

    /// <param name="kernels">The device; it outlives this object.</param>
    /// <param name="content">The content at the size of the painting.</param>
    /// <param name="epsilon">The regulariser of the windows' covariances, above 0.</param>
    /// <param name="weight">Lambda.</param>
    /// <param name="scale">The factor between V^T M V and the value: 1, or 1 / (H W) for the mean over pixels.</param>
    /// <param name="gradientOnly">Whether the value counts nothing in the total, as in the paper's code.</param>
    public MattingTerm(KernelSet kernels, Image content, double epsilon, double weight, double scale, bool gradientOnly = false)
    {
        laplacian = kernels.MattingLaplacian(content.Planar, content.Height, content.Width, epsilon);
        product = new float[content.Planar.Length];
        Weight = gradientOnly ? 0 : weight;
        this.scale = scale;
        slope = 2 * scale * weight;
    }

    public string Name => "photorealism";

    public string Kernel => "matting Laplacian";

    public double Weight { get; }

    /// <summary>One application gives both: the energy is V^T (M V), summed in double; V is moved by 1/2, which M does not notice, so that less is rounded.</summary>
    public double Add(ReadOnlySpan<float> x, Span<float> gradient)
    {
        laplacian.Multiply(x, Channels, product);
        double energy = 0;
        float factor = (float)slope;
        for (int i = 0; i < product.Length; i++)
        {
            energy += product[i] * (x[i] - 0.5);
            gradient[i] += factor * product[i];
        }

        return scale * energy;
    }

    public void Dispose() => laplacian.Dispose();
}
