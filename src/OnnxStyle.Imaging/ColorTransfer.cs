using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging;

/// <summary>Gives one picture the colours, the lightness or the histogram of another. Every method makes a new picture.</summary>
public static class ColorTransfer
{
    /// <summary>Added to both covariances, so that a grey or constant picture has an invertible one.</summary>
    private const double Ridge = 1e-5;

    /// <summary>Maps the colours of a picture linearly so that their mean and covariance are those of a reference.</summary>
    /// <param name="source">The picture whose colours move.</param>
    /// <param name="reference">The picture whose statistics are wanted; any size.</param>
    /// <param name="map">Which of the linear maps.</param>
    /// <param name="clip">Whether the result is moved into [0, 1], as the reference code does; statistics are exact only without.</param>
    /// <remarks>The covariance of the result falls short of the reference's by at most the ridge of 1e-5 times the map's square.</remarks>
    public static Image MatchStatistics(Image source, Image reference, ColorMap map = ColorMap.Pca, bool clip = true)
    {
        Image result = Moved(source, ColorStatistics.Of(source), ColorStatistics.Of(reference), map);
        return clip ? result.Clipped() : result;
    }

    /// <summary>
    /// As <see cref="MatchStatistics"/>, region by region: each region of the picture takes the statistics of one of the reference. Where regions overlap on
    /// soft borders, the maps' results are averaged; where there is none, the picture stays.
    /// </summary>
    /// <param name="source">The picture whose colours move.</param>
    /// <param name="reference">The picture whose statistics are wanted; any size.</param>
    /// <param name="regions">Regions of both pictures, each of its picture's size and not empty.</param>
    /// <param name="map">Which of the linear maps.</param>
    /// <exception cref="ShapeException">A region has another size than its picture, or nothing inside.</exception>
    public static Image MatchRegions(Image source, Image reference, IReadOnlyList<(Mask Source, Mask Reference)> regions, ColorMap map = ColorMap.Monge)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(regions);
        Image result = new(source.Width, source.Height);
        float[] mass = new float[source.PixelCount];
        foreach ((Mask inSource, Mask inReference) in regions)
        {
            ColorStatistics from = ColorStatistics.Of(source, inSource), to = ColorStatistics.Of(reference, inReference);
            Image moved = Moved(source, from, to, map);
            for (int i = 0; i < mass.Length; i++)
            {
                float share = inSource.Values[i];
                mass[i] += share;
                for (int c = 0; c < 3; c++) result.Planar[(c * mass.Length) + i] += share * moved.Planar[(c * mass.Length) + i];
            }
        }

        for (int i = 0; i < result.Planar.Length; i++) result.Planar[i] = mass[i % mass.Length] > 0 ? result.Planar[i] / mass[i % mass.Length] : source.Planar[i];
        return result.Clipped();
    }

    /// <summary>Moves the luminance of a picture so that its mean, and if asked its standard deviation, is that of a reference.</summary>
    /// <param name="source">The picture; all channels of a pixel move by the same amount.</param>
    /// <param name="reference">The picture whose luminance counts; any size.</param>
    /// <param name="matchDeviation">Whether contrast is matched too (the paper mentions it, the code does not).</param>
    /// <param name="clip">Whether the result is moved into [0, 1].</param>
    public static Image MatchLuminance(Image source, Image reference, bool matchDeviation = false, bool clip = true)
    {
        float[] luminance = Luminance.Of(source);
        (double mean, double deviation) = Moments(luminance);
        (double wantedMean, double wantedDeviation) = Moments(Luminance.Of(reference));
        double gain = matchDeviation && deviation > 1e-6 ? wantedDeviation / deviation : 1;
        Image result = source.Clone();
        for (int c = 0; c < 3; c++)
        {
            Span<float> plane = result.Channel(c);
            for (int i = 0; i < plane.Length; i++) plane[i] += (float)(((luminance[i] - mean) * gain) + wantedMean - luminance[i]);
        }

        return clip ? result.Clipped() : result;
    }

    /// <summary>The luminance 0.299 R + 0.587 G + 0.114 B in all three channels.</summary>
    public static Image LuminanceOnly(Image image)
    {
        float[] luminance = Luminance.Of(image);
        return new Image(image.Width, image.Height, [.. luminance, .. luminance, .. luminance]);
    }

    /// <summary>Joins the lightness of one picture with the colour of another; clipped to [0, 1].</summary>
    /// <param name="luminanceFrom">The lightness.</param>
    /// <param name="chromaFrom">The colour, of the same size.</param>
    /// <param name="space">Where they are told apart.</param>
    /// <exception cref="ShapeException">The sizes differ.</exception>
    public static Image MergeChroma(Image luminanceFrom, Image chromaFrom, ChromaSpace space = ChromaSpace.Yuv)
    {
        ArgumentNullException.ThrowIfNull(luminanceFrom);
        ArgumentNullException.ThrowIfNull(chromaFrom);
        if ((luminanceFrom.Width, luminanceFrom.Height) != (chromaFrom.Width, chromaFrom.Height))
            throw new ShapeException("MergeChroma", $"pictures of one size, {luminanceFrom.Width} x {luminanceFrom.Height}", $"{chromaFrom.Width} x {chromaFrom.Height}");
        Func<Image, Image> split = space == ChromaSpace.Lab ? ColorSpaces.ToLab : ColorSpaces.ToYuv, join = space == ChromaSpace.Lab ? ColorSpaces.FromLab : ColorSpaces.FromYuv;
        Image parts = split(chromaFrom);
        split(luminanceFrom).Channel(0).CopyTo(parts.Channel(0));
        return join(parts).Clipped();
    }

    /// <summary>
    /// Gives each channel the distribution of the reference's channel: a value of rank r takes the reference's order statistic at the same
    /// rank, interpolated where the sizes differ. Equal values stay equal: they take the middle of their ranks.
    /// </summary>
    /// <param name="source">The picture whose values move.</param>
    /// <param name="reference">The picture with the distribution; any size.</param>
    public static Image MatchHistogram(Image source, Image reference)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(reference);
        Image result = source.Clone();
        Parallel.For(0, 3, c =>
        {
            float[] values = source.Channel(c).ToArray(), wanted = reference.Channel(c).ToArray();
            int[] order = Enumerable.Range(0, values.Length).ToArray();
            Array.Sort(values, order);
            Array.Sort(wanted);
            Span<float> plane = result.Channel(c);
            for (int first = 0, end; first < values.Length; first = end)
            {
                end = first + 1;
                while (end < values.Length && values[end] == values[first]) end++;
                float value = OrderStatistic(wanted, (first + end) / (2.0 * values.Length));
                for (int k = first; k < end; k++) plane[order[k]] = value;
            }
        });
        return result;
    }

    private static float OrderStatistic(float[] sorted, double quantile)
    {
        double place = Math.Clamp((quantile * sorted.Length) - 0.5, 0, sorted.Length - 1);
        int below = (int)place;
        double part = place - below;
        return part < 1e-9 ? sorted[below] : (float)((sorted[below] * (1 - part)) + (sorted[Math.Min(below + 1, sorted.Length - 1)] * part));
    }

    private static double[] Map(double[] from, double[] to, ColorMap map)
    {
        // The ridge bounds all eigenvalues from below; the floor only catches rounding.
        const double Floor = Ridge / 2;
        if (map == ColorMap.Cholesky) return Matrix3.Multiply(Matrix3.Cholesky(to), Matrix3.InvertLower(Matrix3.Cholesky(from)));
        double[] whiten = Matrix3.Power(from, -0.5, Floor);
        if (map == ColorMap.Pca) return Matrix3.Multiply(Matrix3.Power(to, 0.5, 0), whiten);
        double[] root = Matrix3.Power(from, 0.5, 0);
        double[] middle = Matrix3.Power(Matrix3.Multiply(Matrix3.Multiply(root, to), root), 0.5, 0);
        return Matrix3.Multiply(Matrix3.Multiply(whiten, middle), whiten);
    }

    private static double[] WithRidge(ColorStatistics statistics)
    {
        double[] result = [.. statistics.Covariance];
        for (int i = 0; i < 3; i++) result[4 * i] += Ridge;
        return result;
    }

    private static Image Moved(Image source, ColorStatistics from, ColorStatistics to, ColorMap map)
    {
        double[] m = Map(WithRidge(from), WithRidge(to), map), shift = new double[3];
        for (int i = 0; i < 3; i++) shift[i] = to.Mean[i] - (m[3 * i] * from.Mean[0]) - (m[(3 * i) + 1] * from.Mean[1]) - (m[(3 * i) + 2] * from.Mean[2]);
        return Linear(source, m, shift);
    }

    private static Image Linear(Image source, double[] m, double[] shift)
    {
        Image result = new(source.Width, source.Height);
        ReadOnlySpan<float> red = source.Channel(0), green = source.Channel(1), blue = source.Channel(2);
        for (int c = 0; c < 3; c++)
        {
            Span<float> plane = result.Channel(c);
            double r = m[3 * c], g = m[(3 * c) + 1], b = m[(3 * c) + 2];
            for (int i = 0; i < plane.Length; i++) plane[i] = (float)((r * red[i]) + (g * green[i]) + (b * blue[i]) + shift[c]);
        }

        return result;
    }

    private static (double Mean, double Deviation) Moments(float[] values)
    {
        double mean = values.Average(value => (double)value), square = 0;
        foreach (float value in values) square += (value - mean) * (value - mean);
        return (mean, Math.Sqrt(square / values.Length));
    }
}
