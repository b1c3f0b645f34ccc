namespace OnnxStyle.Imaging;

/// <summary>Smooths with a Gaussian of three standard deviations to each side, the border repeated. Every row is summed by one thread in one order.</summary>
public static class ImageBlur
{
    private const double MostPixels = 10_000;

    /// <summary>Smooths a picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="sigma">The standard deviation in pixels, 0 (no change) to 10000.</param>
    public static Image Gaussian(Image image, double sigma)
    {
        ArgumentNullException.ThrowIfNull(image);
        Image result = new(image.Width, image.Height);
        for (int c = 0; c < 3; c++) Single(image.Channel(c), image.Width, image.Height, sigma).CopyTo(result.Channel(c));
        return result;
    }

    /// <summary>Smooths a mask.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="sigma">The standard deviation in pixels, 0 (no change) to 10000.</param>
    public static Mask Gaussian(Mask mask, double sigma)
    {
        ArgumentNullException.ThrowIfNull(mask);
        return new Mask(mask.Width, mask.Height, Single(mask.Values, mask.Width, mask.Height, sigma));
    }

    /// <summary>Smooths one plane, <c>[H, W]</c>; gives the plane itself where there is nothing to do.</summary>
    internal static double[] Plane(double[] values, int width, int height, double sigma)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sigma);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sigma, MostPixels);
        if (sigma == 0) return values;
        int radius = (int)Math.Ceiling(3 * sigma);
        double[] weights = [.. Enumerable.Range(-radius, (2 * radius) + 1).Select(d => Math.Exp(-(double)d * d / (2 * sigma * sigma)))];
        double sum = weights.Sum();
        for (int i = 0; i < weights.Length; i++) weights[i] /= sum;
        return Pass(Pass(values, height, width, weights), width, height, weights);
    }

    private static float[] Single(ReadOnlySpan<float> values, int width, int height, double sigma)
    {
        double[] plane = new double[values.Length];
        for (int i = 0; i < plane.Length; i++) plane[i] = values[i];
        return Array.ConvertAll(Plane(plane, width, height, sigma), value => (float)value);
    }

    // Filters along rows and writes the transpose, so that the same pass twice does both directions.
    private static double[] Pass(double[] values, int rows, int columns, double[] weights)
    {
        int radius = weights.Length / 2;
        double[] result = new double[values.Length];
        Parallel.For(0, rows, row =>
        {
            for (int column = 0; column < columns; column++)
            {
                double sum = 0;
                for (int k = 0; k < weights.Length; k++) sum += weights[k] * values[(row * columns) + Math.Clamp(column + k - radius, 0, columns - 1)];
                result[(column * rows) + row] = sum;
            }
        });
        return result;
    }
}
