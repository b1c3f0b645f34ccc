using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>Tests of counts by exact probabilities, both sides; and Holm's correction for many of them.</summary>
public static class ExactTests
{
    private const double SameProbability = 1 + 1e-7; // tables as rare as the observed one, up to rounding, as R's fisher.test has it

    /// <summary>
    /// The sign test: how likely a split at least as uneven is, if each of the <paramref name="first"/> + <paramref name="second"/> fell on either side by
    /// a fair coin. On the pairs in which two models were judged differently it is McNemar's exact test; on picks of one over the other, the binomial test.
    /// </summary>
    /// <param name="first">Pairs that speak for the one, 0 or more.</param>
    /// <param name="second">Pairs that speak for the other, 0 or more.</param>
    /// <returns>The p-value, above 0 to 1; 1 without any pair.</returns>
    public static double Sign(int first, int second)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(second);
        int n = first + second, least = Math.Min(first, second);
        double log = -n * Math.Log(2);
        for (int i = 1; i <= least; i++) log += Math.Log((n - least + i) / (double)i);
        double term = Math.Exp(log), tail = 0;
        for (int k = least; k >= 0; k--)
        {
            tail += term;
            term *= k / (double)(n - k + 1);
        }

        return Math.Min(1, 2 * tail);
    }

    /// <summary>Fisher's exact test of two independent proportions: how likely a table at most as probable is, if both have one rate.</summary>
    /// <returns>The p-value, above 0 to 1; 1 where one of them counted nothing.</returns>
    public static double Fisher(Proportion first, Proportion second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        int hits = first.Hits + second.Hits, low = Math.Max(0, hits - second.Total), high = Math.Min(hits, first.Total);
        double[] logs = new double[high - low + 1]; // of the hypergeometric law, up to a constant
        for (int x = low; x < high; x++)
            logs[x - low + 1] = logs[x - low] + Math.Log((first.Total - x) * (double)(hits - x) / ((x + 1.0) * (second.Total - hits + x + 1.0)));
        double largest = logs.Max(), own = Math.Exp(logs[first.Hits - low] - largest), all = 0, rare = 0;
        foreach (double log in logs)
        {
            double weight = Math.Exp(log - largest);
            all += weight;
            if (weight <= own * SameProbability) rare += weight;
        }

        return rare / all;
    }

    /// <summary>Holm's (1979) step-down correction: p-values that may be held against one level however many tests there are.</summary>
    /// <returns>In the order of <paramref name="values"/>, each 0 to 1 and not below the one it came from.</returns>
    public static double[] Holm(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        double[] corrected = new double[values.Count];
        double largest = 0;
        int left = values.Count;
        foreach (int i in Enumerable.Range(0, values.Count).OrderBy(i => values[i])) corrected[i] = largest = Math.Max(largest, Math.Min(1, values[i] * left--));
        return corrected;
    }
}
