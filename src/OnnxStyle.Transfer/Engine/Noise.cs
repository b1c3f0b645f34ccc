using OnnxStyle.Imaging;

namespace OnnxStyle.Transfer;

/// <summary>Gaussian noise from a seed: the same on every machine.</summary>
internal static class Noise
{
    /// <summary>Noise about a colour, not clipped.</summary>
    public static Image Picture(int width, int height, int seed, ReadOnlySpan<double> mean, double deviation)
    {
        Random random = new(seed);
        Image image = new(width, height);
        for (int c = 0; c < 3; c++)
        {
            Span<float> plane = image.Channel(c);
            for (int i = 0; i < plane.Length; i++) plane[i] = (float)(mean[c] + (deviation * Normal(random)));
        }

        return image;
    }

    /// <summary>One number of mean 0 and deviation 1 (Box and Muller 1958; the second number of each pair is not used).</summary>
    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
