using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>A mean over works and its 95 % interval by the bootstrap (percentiles of the means of resampled works).</summary>
/// <param name="Mean">The mean; NaN where no work counts.</param>
/// <param name="Low">The 2.5th percentile.</param>
/// <param name="High">The 97.5th percentile.</param>
/// <param name="Works">The works that it is a mean of.</param>
public sealed record MeanInterval(double Mean, double Low, double High, int Works)
{
    /// <summary>The mean of some values and its interval.</summary>
    /// <param name="values">One value a work.</param>
    /// <param name="resamples">How often works are drawn anew, 1 or more.</param>
    /// <param name="seed">Where the draws begin.</param>
    public static MeanInterval Of(IReadOnlyList<double> values, int resamples = 1000, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfLessThan(resamples, 1);
        if (values.Count == 0) return new MeanInterval(double.NaN, double.NaN, double.NaN, 0);
        RandomStream random = new((ulong)seed);
        double[] means = new double[resamples];
        for (int r = 0; r < resamples; r++)
        {
            double sum = 0;
            for (int i = 0; i < values.Count; i++) sum += values[random.Below(values.Count)];
            means[r] = sum / values.Count;
        }

        Array.Sort(means);
        return new MeanInterval(values.Average(), means[(int)(0.025 * (resamples - 1))], means[(int)Math.Ceiling(0.975 * (resamples - 1))], values.Count);
    }
}
