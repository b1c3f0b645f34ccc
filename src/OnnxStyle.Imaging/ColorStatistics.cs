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
}
