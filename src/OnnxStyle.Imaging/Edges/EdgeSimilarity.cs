using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging;

/// <summary>
/// How alike the edges of two pictures are: SSIM (Wang, Bovik, Sheikh, Simoncelli 2004) of their Sobel magnitudes, each divided by its root mean square so that
/// a picture that is darker as a whole loses nothing. 1: the same edges; near 0: none in common.
/// </summary>
public static class EdgeSimilarity
{
    private const double Sigma = 1.5; // of SSIM's window
    private const double Range = 8; // about the largest value of a photograph's map after the division
    private const double C1 = 0.01 * Range * 0.01 * Range;
    private const double C2 = 0.03 * Range * 0.03 * Range;
    private const double Flat = 1e-12;

    /// <summary>Compares two pictures; which is which does not matter.</summary>
    /// <param name="a">A picture.</param>
    /// <param name="b">Another of the same size.</param>
    /// <exception cref="ShapeException">The sizes differ.</exception>
    public static double Of(Image a, Image b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        if ((a.Width, a.Height) != (b.Width, b.Height)) throw new ShapeException("Edge similarity", $"pictures of one size, {a.Width} x {a.Height}", $"{b.Width} x {b.Height}");
        double[] p = Magnitude(a), q = Magnitude(b);
        double[] meanP = Mean(p, p, a, false), meanQ = Mean(q, q, a, false), squareP = Mean(p, p, a, true), squareQ = Mean(q, q, a, true), product = Mean(p, q, a, true);
        double sum = 0;
        for (int i = 0; i < p.Length; i++)
        {
            double varianceP = squareP[i] - (meanP[i] * meanP[i]), varianceQ = squareQ[i] - (meanQ[i] * meanQ[i]), covariance = product[i] - (meanP[i] * meanQ[i]);
            sum += ((2 * meanP[i] * meanQ[i]) + C1) * ((2 * covariance) + C2) / (((meanP[i] * meanP[i]) + (meanQ[i] * meanQ[i]) + C1) * (varianceP + varianceQ + C2));
        }

        return sum / p.Length;
    }

    private static double[] Mean(double[] a, double[] b, Image size, bool product)
    {
        double[] values = new double[a.Length];
        for (int i = 0; i < values.Length; i++) values[i] = product ? a[i] * b[i] : a[i];
        return ImageBlur.Plane(values, size.Width, size.Height, Sigma);
    }

    private static double[] Magnitude(Image image)
    {
        float[] y = Luminance.Of(image);
        int width = image.Width, height = image.Height;
        double[] magnitude = new double[y.Length];
        double square = 0;
        for (int i = 0; i < y.Length; i++)
        {
            int x = i % width, row = i / width, left = Math.Max(x - 1, 0), right = Math.Min(x + 1, width - 1), up = Math.Max(row - 1, 0) * width, down = Math.Min(row + 1, height - 1) * width, at = row * width;
            double dx = y[up + right] + (2.0 * y[at + right]) + y[down + right] - y[up + left] - (2.0 * y[at + left]) - y[down + left];
            double dy = y[down + left] + (2.0 * y[down + x]) + y[down + right] - y[up + left] - (2.0 * y[up + x]) - y[up + right];
            magnitude[i] = Math.Sqrt((dx * dx) + (dy * dy));
            square += magnitude[i] * magnitude[i];
        }

        double root = Math.Sqrt(square / y.Length);
        if (root > Flat) for (int i = 0; i < magnitude.Length; i++) magnitude[i] /= root;
        return magnitude;
    }
}
