using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer.Tests;

/// <summary>Each loss by hand, its invariances, and its gradient against central differences, all in double.</summary>
public sealed class LossTests
{
    private static readonly LayerWeight[] Layer = [new("f")];
    private static readonly Shape Odd = new(1, 3, 5, 4);

    public static TheoryData<LossTerm> OnFeatures =>
    [
        new ContentLoss { Layers = Layer },
        new GramLoss { Layers = Layer },
        new MeanCovarianceLoss { Layers = Layer },
        new WassersteinLoss { Layers = Layer },
    ];

    public static TheoryData<LossTerm> OnPixels =>
    [
        new TotalVariationLoss { Kind = TotalVariationKind.L1 },
        new TotalVariationLoss { Kind = TotalVariationKind.L2 },
        new TotalVariationLoss { Kind = TotalVariationKind.NinePoint },
        new PriorLoss(),
    ];

    [Fact]
    public void Content_is_the_mean_of_squares()
    {
        LossHarness harness = new(new ContentLoss { Layers = Layer }, new Shape(1, 1, 2, 2), new Dictionary<string, Tensor<float>> { ["features/f"] = new(new Shape(1, 1, 2, 2), [1, 2, 3, 4]) });
        (double loss, double[] gradient) = harness.At([1, 4, 3, 8]);
        Assert.Equal((4 + 16) / 4.0, loss, 12);
        Assert.Equal([0, 2 * 2 / 4.0, 0, 2 * 4 / 4.0], gradient);
        Assert.Equal((1 + 4 + 9 + 16) / 4.0, harness.Scale, 12);
    }

    [Fact]
    public void Gram_is_the_mean_over_pairs_of_channels()
    {
        // F = [[1, 2], [3, 4]], M = 2: G = [[5, 11], [11, 25]] / 2; A = 0: (2.5^2 + 2 * 5.5^2 + 12.5^2) / 4.
        LossHarness harness = new(new GramLoss { Layers = Layer }, new Shape(1, 2, 1, 2), new Dictionary<string, Tensor<float>> { ["gram/f"] = new(new Shape(2, 2)) });
        (double loss, double[] gradient) = harness.At([1, 2, 3, 4]);
        Assert.Equal(((2.5 * 2.5) + (2 * 5.5 * 5.5) + (12.5 * 12.5)) / 4, loss, 12);
        // dL/dF = 4 / (C^2 M) (G - A) F
        double[] expected = [.. new[] { (2.5 * 1) + (5.5 * 3), (2.5 * 2) + (5.5 * 4), (5.5 * 1) + (12.5 * 3), (5.5 * 2) + (12.5 * 4) }.Select(value => 4 * value / (4 * 2))];
        Assert.Equal(expected, gradient, (a, b) => Math.Abs(a - b) < 1e-12);
    }

    [Fact]
    public void Mean_and_covariance_by_hand()
    {
        // One channel 1, 3: mean 2, covariance 1; targets 0: 2^2 + 1^2.
        LossHarness harness = new(new MeanCovarianceLoss { Layers = Layer }, new Shape(1, 1, 1, 2),
            new Dictionary<string, Tensor<float>> { ["mean/f"] = new(new Shape(1, 1)), ["covariance/f"] = new(new Shape(1, 1)) });
        Assert.Equal(5, harness.At([1, 3]).Loss, 12);
    }

    [Fact]
    public void Wasserstein_of_one_channel_is_the_difference_of_deviations()
    {
        // Means 2 and 5, deviations sqrt(1 + 1e-4) and sqrt(4 + 1e-4): W2^2 = 9 + (s - t)^2.
        WassersteinLoss term = new() { Layers = Layer };
        IReadOnlyDictionary<string, Tensor<float>> targets = LossHarness.Targets(term, new Shape(1, 1, 1, 2), [3, 7]);
        double difference = Math.Sqrt(1 + 1e-4) - Math.Sqrt(4 + 1e-4);
        Assert.Equal(9 + (difference * difference), new LossHarness(term, new Shape(1, 1, 1, 2), targets).At([1, 3]).Loss, 1e-5);
    }

    [Theory]
    [InlineData(TotalVariationKind.L1, 6 / 4.0)] // in every channel dx 1 and 1, dy 2 and 2, over four entries
    [InlineData(TotalVariationKind.L2, 10 / 4.0)]
    [InlineData(TotalVariationKind.NinePoint, 2 * ((2 / 4.0 / 3) + (8 / 4.0 / 3) + (19 / 9.0 / 12) + (11 / 9.0 / 12)))]
    public void Total_variation_by_hand(TotalVariationKind kind, double expected)
    {
        double[] channel = [0, 1, 2, 3];
        // Nine points, padded: 0 0 1 1 / 0 0 1 1 / 2 2 3 3 / 2 2 3 3. Falling: 0 1 0 2 3 2 0 1 0, squares 19. Rising: 0 1 0 -2 -1 -2 0 1 0, squares 11.
        // The source means right (dx 1 0 / 1 0: squares 2) and down (2 2 / 0 0: squares 8) over the padded picture, too.
        LossHarness harness = new(new TotalVariationLoss { Kind = kind }, new Shape(1, 3, 2, 2), new Dictionary<string, Tensor<float>>());
        const double FactorInFloat32 = 1e-6;
        Assert.Equal(expected, harness.At([.. channel, .. channel, .. channel]).Loss, FactorInFloat32);
    }

    [Fact]
    public void The_prior_is_the_sixth_power_about_the_mean_colour()
    {
        PriorLoss term = new() { MeanColor = [0, 0, 255] };
        LossHarness harness = new(term, new Shape(1, 3, 1, 1), new Dictionary<string, Tensor<float>>());
        Assert.Equal(Math.Pow(25.5, 6) / 3, harness.At([0, 0.1, 1]).Loss, 1e-3);
    }

    [Theory, MemberData(nameof(OnFeatures))]
    public void At_its_own_target_a_loss_is_zero(LossTerm term)
    {
        double[] features = LossHarness.Random(60, 1);
        LossHarness harness = new(term, Odd, LossHarness.Targets(term, Odd, features));
        const double Float32 = 1e-5; // targets are stored in float32; the root trace of Newton and Schulz adds its own
        Assert.InRange(harness.At(features).Loss, -Float32, Float32);
    }

    [Theory, MemberData(nameof(OnFeatures))]
    public void Only_the_content_notices_shuffled_positions(LossTerm term)
    {
        double[] features = LossHarness.Random(60, 2), target = LossHarness.Random(60, 3), shuffled = new double[60];
        int[] order = [.. Enumerable.Range(0, 20)];
        new Random(4).Shuffle(order);
        for (int c = 0; c < 3; c++) for (int i = 0; i < 20; i++) shuffled[(20 * c) + i] = features[(20 * c) + order[i]];
        LossHarness harness = new(term, Odd, LossHarness.Targets(term, Odd, target));
        double difference = Math.Abs(harness.At(features).Loss - harness.At(shuffled).Loss);
        if (term is ContentLoss) Assert.True(difference > 1e-3);
        else Assert.True(difference < 1e-12, $"{term.GetType().Name}: {difference}");
    }

    [Theory]
    [InlineData(typeof(ContentLoss), 4)]
    [InlineData(typeof(GramLoss), 16)]
    public void Doubled_features_scale_the_loss(Type type, double factor)
    {
        LossTerm term = type == typeof(GramLoss) ? new GramLoss { Layers = Layer } : new ContentLoss { Layers = Layer };
        double[] features = LossHarness.Random(60, 5), target = LossHarness.Random(60, 6);
        LossHarness once = new(term, Odd, LossHarness.Targets(term, Odd, target));
        LossHarness twice = new(term, Odd, LossHarness.Targets(term, Odd, Array.ConvertAll(target, value => 2 * value)));
        double ratio = twice.At(Array.ConvertAll(features, value => 2 * value)).Loss / once.At(features).Loss;
        Assert.Equal(factor, ratio, 1e-5);
        Assert.Equal(factor, twice.Scale / once.Scale, 1e-5);
    }

    [Theory, MemberData(nameof(OnFeatures)), MemberData(nameof(OnPixels))]
    public void The_gradient_is_that_of_central_differences(LossTerm term)
    {
        double[] features = LossHarness.Random(60, 7), target = LossHarness.Random(60, 8);
        LossHarness harness = new(term, Odd, term.Layers.Count == 0 ? new Dictionary<string, Tensor<float>>() : LossHarness.Targets(term, Odd, target));
        double[] gradient = harness.At(features).Gradient;
        for (int direction = 0; direction < 3; direction++)
        {
            double[] along = LossHarness.Random(60, 100 + direction);
            const double Step = 1e-6;
            double plus = harness.At([.. features.Zip(along, (f, d) => f + (Step * d))]).Loss, minus = harness.At([.. features.Zip(along, (f, d) => f - (Step * d))]).Loss;
            double expected = (plus - minus) / (2 * Step), found = gradient.Zip(along, (g, d) => g * d).Sum();
            Assert.True(Math.Abs(expected - found) <= 1e-6 * Math.Max(1, Math.Abs(expected)), $"{term.GetType().Name}, seed {100 + direction}: expected {expected}, found {found}");
        }
    }

    [Fact]
    public void A_guide_of_ones_changes_nothing_and_a_half_sees_half()
    {
        GramLoss term = new() { Layers = Layer };
        double[] features = LossHarness.Random(60, 9);
        Dictionary<string, Tensor<float>> whole = new() { ["f"] = new(new Shape(1, 1, 5, 4), [.. Enumerable.Repeat(1f, 20)]) };
        Dictionary<string, Tensor<float>> upper = new() { ["f"] = new(new Shape(1, 1, 5, 4), [.. Enumerable.Range(0, 20).Select(i => i < 8 ? 1f : 0)]) };
        double plain = new LossHarness(term, Odd, LossHarness.Targets(term, Odd, LossHarness.Random(60, 10))).At(features).Loss;
        Assert.Equal(plain, new LossHarness(term, Odd, LossHarness.Targets(term, Odd, LossHarness.Random(60, 10)), whole).At(features).Loss, 12);
        double[] gradient = new LossHarness(term, Odd, LossHarness.Targets(term, Odd, LossHarness.Random(60, 10)), upper).At(features).Gradient;
        Assert.All(Enumerable.Range(0, 60).Where(i => i % 20 >= 8), i => Assert.Equal(0, gradient[i]));
        Assert.Contains(gradient, value => value != 0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(17)]
    public void The_root_squared_is_the_matrix(int size)
    {
        double[] values = LossHarness.Random(size * size, size);
        double[,] matrix = new double[size, size];
        for (int i = 0; i < size; i++)
            for (int j = 0; j < size; j++)
                for (int k = 0; k < Math.Max(1, size - 3); k++) matrix[i, j] += values[(i * size) + k] * values[(j * size) + k]; // three eigenvalues are zero
        double[,] root = SymmetricRoot.Of(matrix);
        for (int i = 0; i < size; i++)
        {
            for (int j = 0; j < size; j++)
            {
                double sum = 0;
                for (int k = 0; k < size; k++) sum += root[i, k] * root[k, j];
                Assert.Equal(matrix[i, j], sum, 1e-9);
            }
        }
    }
}
