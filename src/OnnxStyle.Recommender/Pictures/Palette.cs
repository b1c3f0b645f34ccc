using OnnxStyle.Imaging;

namespace OnnxStyle.Recommender;

/// <summary>The histogram of a picture's colours in CIE Lab: 8 steps of lightness, 8 of a and 8 of b.</summary>
public static class Palette
{
    /// <summary>Elements of a histogram.</summary>
    public const int Size = Steps * Steps * Steps;

    private const int Steps = 8;
    private const float LargestChroma = 80; // beyond it the outermost step; paintings rarely leave it

    /// <summary>
    /// The square roots of the shares of pixels in each step, a vector of length 1: the cosine of two is the Bhattacharyya coefficient of their histograms.
    /// Each pixel is shared out between the two nearest steps of each axis, so that a slight change of colour is a slight change of the vector.
    /// </summary>
    public static float[] Of(Image picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        Image lab = ColorSpaces.ToLab(picture);
        double[] counts = new double[Size];
        ReadOnlySpan<float> lightness = lab.Channel(0), a = lab.Channel(1), b = lab.Channel(2);
        for (int i = 0; i < lightness.Length; i++)
        {
            (int l0, float l1) = Step(lightness[i] / 100);
            (int a0, float a1) = Step((a[i] + LargestChroma) / (2 * LargestChroma));
            (int b0, float b1) = Step((b[i] + LargestChroma) / (2 * LargestChroma));
            for (int corner = 0; corner < 8; corner++)
            {
                int dl = corner >> 2, da = corner >> 1 & 1, db = corner & 1;
                float share = (dl == 1 ? l1 : 1 - l1) * (da == 1 ? a1 : 1 - a1) * (db == 1 ? b1 : 1 - b1);
                if (share > 0) counts[((((l0 + dl) * Steps) + a0 + da) * Steps) + b0 + db] += share;
            }
        }

        return [.. counts.Select(count => (float)Math.Sqrt(count / picture.PixelCount))];
    }

    // 0 to 1 as the lower of two neighbouring steps and the share of the upper.
    private static (int Lower, float Upper) Step(float value)
    {
        float at = Math.Clamp(value, 0, 1) * (Steps - 1);
        int lower = Math.Min((int)at, Steps - 2);
        return (lower, at - lower);
    }
}
