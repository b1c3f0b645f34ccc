using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender.Tests;

/// <summary>Values made with SciPy 1.10.1: <c>binomtest(k, n).proportion_ci(method="wilson")</c>, <c>binomtest(a, a + b).pvalue</c>, <c>fisher_exact</c>.</summary>
public sealed class ExactTestsTests
{
    private const double Rounding = 1e-12; // relative: both sum at most a thousand terms in double

    [Theory]
    [InlineData(0, 7, 0.0, 0.35433043506668743)]
    [InlineData(7, 7, 0.6456695649333126, 1.0)]
    [InlineData(3, 10, 0.10779126740630102, 0.6032218525388546)]
    [InlineData(61, 137, 0.3646556905722106, 0.5288415784450284)]
    [InlineData(1, 1, 0.20654931437723745, 1.0)]
    [InlineData(499, 1000, 0.468073488750724, 0.529934164766247)]
    public void Intervals_are_those_of_wilson(int hits, int total, double low, double high)
    {
        Proportion share = new(hits, total);
        Assert.Equal(hits / (double)total, share.Rate);
        Assert.Equal(low, share.Low, Rounding);
        Assert.Equal(high, share.High, Rounding);
    }

    [Fact]
    public void Nothing_counted_is_no_rate()
    {
        Proportion share = new(0, 0);
        Assert.True(double.IsNaN(share.Rate) && double.IsNaN(share.Low) && double.IsNaN(share.High));
    }

    [Theory]
    [InlineData(0, 0, 1.0)]
    [InlineData(1, 0, 1.0)]
    [InlineData(5, 5, 1.0)]
    [InlineData(2, 9, 0.0654296875)] // (1 + 11 + 55) / 2^10
    [InlineData(10, 30, 0.0022214337732293643)]
    [InlineData(0, 12, 0.00048828125)] // 2^-11
    [InlineData(400, 470, 0.019267052848609065)]
    public void The_sign_test_is_the_exact_binomial_one(int first, int second, double p)
    {
        Assert.Equal(p, ExactTests.Sign(first, second), p * Rounding);
        Assert.Equal(p, ExactTests.Sign(second, first), p * Rounding);
    }

    [Theory]
    [InlineData(3, 10, 8, 10, 0.06977851869492736)]
    [InlineData(0, 5, 5, 5, 0.007936507936507938)] // 2 / 252
    [InlineData(61, 137, 40, 140, 0.006220260769356353)]
    [InlineData(1, 1, 0, 3, 0.25)]
    [InlineData(500, 1000, 560, 1010, 0.015826539667359904)]
    [InlineData(0, 0, 3, 5, 1.0)]
    public void Fishers_test_is_exact(int hits, int total, int otherHits, int otherTotal, double p)
    {
        Assert.Equal(p, ExactTests.Fisher(new Proportion(hits, total), new Proportion(otherHits, otherTotal)), p * 1e-9); // SciPy's own sum is good to ten digits
        Assert.Equal(p, ExactTests.Fisher(new Proportion(otherHits, otherTotal), new Proportion(hits, total)), p * 1e-9);
    }

    [Fact]
    public void Holms_correction_steps_down()
    {
        Assert.Equal([0.03, 0.06, 0.06, 0.02], ExactTests.Holm([0.01, 0.04, 0.03, 0.005]).Select(p => Math.Round(p, 12)));
        Assert.Equal([1.0, 1.0, 1.0], ExactTests.Holm([0.5, 0.6, 1.0]));
        Assert.Empty(ExactTests.Holm([]));
    }

    [Fact]
    public void Under_no_difference_a_test_is_rarely_sure()
    {
        // P(p <= 0.05) for all splits of n fair coins: at most 0.05 for each n, which a one-sided p would break.
        for (int n = 1; n <= 40; n++)
        {
            double sure = 0, chance = Math.Pow(0.5, n);
            for (int k = 0; k <= n; k++)
            {
                if (ExactTests.Sign(k, n - k) <= 0.05) sure += chance;
                chance *= (n - k) / (k + 1.0);
            }

            Assert.InRange(sure, 0, 0.05);
        }
    }
}
