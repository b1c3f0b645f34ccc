using OnnxStyle.Imaging;

namespace OnnxStyle.Transfer;

/// <summary>What an eastern painting consists of: strokes and empty paper.</summary>
internal static class PaintingParts
{
    private const float White = 0.97f, Ink = 0.03f;
    private const double InkPercentile = 1;

    /// <summary>The painting with its levels stretched so that its paper, old and brown as it may be, is white and its darkest ink nearly black.</summary>
    /// <param name="painting">The painting.</param>
    /// <param name="luminance">Whether colours are left out.</param>
    /// <param name="paperPercentile">The percentage of the painting that is darker than the paper.</param>
    public static Image Bleached(Image painting, bool luminance, double paperPercentile)
    {
        float[] sorted = [.. ColorTransfer.LuminanceOnly(painting).Channel(0)];
        Array.Sort(sorted);
        float ink = At(InkPercentile), paper = Math.Max(At(paperPercentile), ink + 0.05f);
        Image result = luminance ? ColorTransfer.LuminanceOnly(painting) : painting.Clone();
        for (int i = 0; i < result.Planar.Length; i++) result.Planar[i] = Ink + ((White - Ink) * (result.Planar[i] - ink) / (paper - ink));
        return result.Clipped();

        float At(double percent) => sorted[Math.Clamp((int)(percent / 100 * sorted.Length), 0, sorted.Length - 1)];
    }

    /// <summary>The painting without what makes it one: strokes blurred away, and paper toned down to the mean colour.</summary>
    public static Image Spoiled(Image painting)
    {
        const double Blur = 1.0 / 16, PaperLevel = 0.85;
        Mask strokes = EdgeMap.Of(painting, new EdgeOptions { Sigma = 1, MinimumLength = 3 }).Grow(2);
        Image blurred = ImageBlur.Gaussian(painting, Blur * Math.Max(painting.Width, painting.Height)), result = painting.Clone();
        Mask light = Mask.FromImage(painting);
        double[] mean = [.. ColorStatistics.Of(painting).Mean];
        for (int i = 0; i < result.Planar.Length; i++)
        {
            int pixel = i % result.PixelCount;
            if (strokes.Values[pixel] > 0) result.Planar[i] = blurred.Planar[i];
            else if (light.Values[pixel] >= PaperLevel) result.Planar[i] = (float)mean[i / result.PixelCount];
        }

        return result;
    }
}
