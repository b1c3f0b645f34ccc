namespace OnnxStyle.Imaging.Tests;

/// <summary>Pictures with known content.</summary>
internal static class Pictures
{
    /// <summary>Seeded noise on the grid of some bit depth, so that files can hold it exactly.</summary>
    public static Image Noise(int width, int height, int seed, int levels = 255)
    {
        Random random = new(seed);
        Image image = new(width, height);
        for (int i = 0; i < image.Planar.Length; i++) image.Planar[i] = random.Next(levels + 1) / (float)levels;
        return image;
    }

    /// <summary>Slow waves, different in each channel.</summary>
    public static Image Smooth(int width, int height)
    {
        Image image = new(width, height);
        for (int c = 0; c < 3; c++)
            for (int y = 0; y < height; y++)
                for (int x = 0; x < width; x++)
                    image.Channel(c)[(y * width) + x] = (float)(0.5 + (0.4 * Math.Sin((x * 0.07 * (c + 1)) + 0.3) * Math.Cos((y * 0.05) + c)));
        return image;
    }

    public static float Difference(Image a, Image b)
    {
        Assert.Equal((a.Width, a.Height), (b.Width, b.Height));
        float worst = 0;
        for (int i = 0; i < a.Planar.Length; i++) worst = Math.Max(worst, Math.Abs(a.Planar[i] - b.Planar[i]));
        return worst;
    }

    public static double MeanDifference(Image a, Image b)
    {
        Assert.Equal((a.Width, a.Height), (b.Width, b.Height));
        return a.Planar.Zip(b.Planar, (x, y) => Math.Abs((double)x - y)).Average();
    }
}
