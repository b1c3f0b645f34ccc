using OnnxStyle.Imaging;
using OnnxStyle.Kernels;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// Makes any stylised picture B photographic without an optimisation through a network: the picture p with the least (p - B)ᵀ(p - B) + mu pᵀ L p, L being the matting Laplacian
/// of the photograph (Li et al. 2018, "A Closed-form Solution to Photorealistic Image Stylization", equation 6). That is (Id + mu L) p = B for every channel.
/// </summary>
/// <remarks>
/// Differs from their code: L itself in place of its normalised form, so that constants stay as they are up to the border; conjugate gradients on the matrix-free
/// product in place of a sparse factorisation, which takes gigabytes; no frame of two repeated pixels around the picture, which its windows do not need.
/// </remarks>
public static class PhotoSmoothing
{
    /// <summary>Smooths a picture.</summary>
    /// <param name="stylised">B.</param>
    /// <param name="content">The photograph, of the same size.</param>
    /// <param name="kernels">The device that multiplies by L; the rest runs on this machine's cores.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="progress">Receives every iteration; null: nobody.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>The picture, also where the tolerance was not reached: the result says so.</returns>
    /// <exception cref="ShapeException">The pictures differ in size.</exception>
    /// <exception cref="OptionsException">An option is out of its range.</exception>
    public static SmoothingResult Of(
        Image stylised, Image content, KernelSet kernels, SmoothingOptions? options = null, IProgress<SmoothingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stylised);
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(kernels);
        options ??= new SmoothingOptions();
        options.Validate();
        if ((stylised.Width, stylised.Height) != (content.Width, content.Height))
            throw new ShapeException("Photo smoothing", $"a picture of the photograph's size, {content.Width} x {content.Height}", $"{stylised.Width} x {stylised.Height}");
        using MattingLaplacian laplacian = kernels.MattingLaplacian(content.Planar, content.Height, content.Width, options.Epsilon);
        Image picture = stylised.Clone();
        (int iterations, double residual) = MattingSolver.Solve(laplacian, stylised.Planar, picture.Planar, 3, options, progress, cancellationToken);
        return new SmoothingResult
        {
            Picture = picture,
            Iterations = iterations,
            Residual = residual,
            Converged = residual <= options.Tolerance,
            EnergyBefore = Energy(laplacian, stylised),
            EnergyAfter = Energy(laplacian, picture),
        };
    }

    private static double Energy(MattingLaplacian laplacian, Image picture)
    {
        double[] energies = new double[3];
        laplacian.Energy(picture.Planar, 3, energies);
        return energies.Sum();
    }
}
