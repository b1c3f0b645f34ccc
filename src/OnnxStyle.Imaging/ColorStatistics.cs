using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging;

/// <summary>The mean and the covariance of a picture's colours, in double.</summary>
public sealed record ColorStatistics
{
    /// <summary>Mean of red, green and blue.</summary>
    public required IReadOnlyList<double> Mean { get; init; }

    /// <summary>Population covariance (divided by the number of pixels), <c>[3, 3]</c> row-major.</summary>
    public required IReadOnlyList<double> Covariance { get; init; }

    /// <summary>Measures a picture.</summary>
    public static ColorStatistics Of(Image image)
    {
        ArgumentNullException.ThrowIfNull(image);
        double[] mean = new double[3], covariance = new double[9];
        for (int c = 0; c < 3; c++)
        {
            foreach (float value in image.Channel(c)) mean[c] += value;
            mean[c] /= image.PixelCount;
        }

        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                ReadOnlySpan<float> a = image.Channel(i), b = image.Channel(j);
                double sum = 0;
                for (int k = 0; k < a.Length; k++) sum += (a[k] - mean[i]) * (b[k] - mean[j]);
                covariance[(3 * i) + j] = covariance[(3 * j) + i] = sum / a.Length;
            }
        }

        return new ColorStatistics { Mean = mean, Covariance = covariance };
    }

    /// <summary>Measures a region of a picture, each pixel as much as it belongs to it.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="region">The region, of the same size, with at least some of it inside.</param>
    /// <exception cref="ShapeException">The sizes differ, or nothing is inside.</exception>
    public static ColorStatistics Of(Image image, Mask region)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(region);
        if ((image.Width, image.Height) != (region.Width, region.Height) || !(region.Coverage > 0))
            throw new ShapeException("Region", $"something inside of {image.Width} x {image.Height}", $"{region.Width} x {region.Height}, {region.Coverage:P1} inside");
        double[] mean = new double[3], covariance = new double[9];
        double mass = region.Coverage * region.Values.Length;
        for (int c = 0; c < 3; c++)
        {
            ReadOnlySpan<float> plane = image.Channel(c);
            for (int k = 0; k < plane.Length; k++) mean[c] += region.Values[k] / mass * plane[k];
        }

        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                ReadOnlySpan<float> a = image.Channel(i), b = image.Channel(j);
                double sum = 0;
                for (int k = 0; k < a.Length; k++) sum += region.Values[k] * (a[k] - mean[i]) * (b[k] - mean[j]);
                covariance[(3 * i) + j] = covariance[(3 * j) + i] = sum / mass;
            }
        }

        return new ColorStatistics { Mean = mean, Covariance = covariance };
    }
}
