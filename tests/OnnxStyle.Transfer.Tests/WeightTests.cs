using OnnxStyle.Networks;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer.Tests;

/// <summary>The named conventions are exact factors on the inner losses, checked against the formulas of their sources on random features.</summary>
public sealed class WeightTests
{
    private const int Channels = 3, Height = 5, Width = 4, Positions = Height * Width;
    private static readonly Shape Feature = new(1, Channels, Height, Width);
    private static readonly double[] F = LossHarness.Random(Channels * Positions, 1), P = LossHarness.Random(Channels * Positions, 2);

    private static double InnerContent => F.Zip(P, (f, p) => (f - p) * (f - p)).Average();

    [Fact]
    public void Paper_content_is_half_the_sum_of_squares() =>
        Assert.Equal(0.5 * F.Zip(P, (f, p) => (f - p) * (f - p)).Sum(), LossWeights.Content(LossConvention.Paper, Feature, 1, 1) * InnerContent, 1e-12);

    [Fact]
    public void Paper_style_is_the_sum_over_four_C2_M2_with_layers_averaged() =>
        Assert.Equal(SumOfDifferences(1) / (4.0 * Channels * Channels * Positions * Positions) / 5, LossWeights.Style(LossConvention.Paper, Feature, 1, 5) * InnerStyle(), 1e-12);

    [Fact]
    public void Gatys_code_weighs_each_layer_by_1000_over_C2() =>
        Assert.Equal(1000.0 / (Channels * Channels) * InnerStyle(), LossWeights.Style(LossConvention.GatysCode, Feature, 1, 5) * InnerStyle(), 1e-12);

    [Fact]
    public void Neural_style_divides_the_Gram_matrix_by_C_M() =>
        Assert.Equal(SumOfDifferences(Channels * Positions) / (Channels * Channels), LossWeights.Style(LossConvention.NeuralStyle, Feature, 1, 5) * InnerStyle(), 1e-12);

    [Theory]
    [InlineData(LossConvention.Inner)]
    [InlineData(LossConvention.GatysCode)]
    [InlineData(LossConvention.NeuralStyle)]
    public void Content_is_the_mean_elsewhere(LossConvention convention) => Assert.Equal(1, LossWeights.Content(convention, Feature, 7, 3));

    [Fact]
    public void Balanced_divides_by_the_target_and_the_layers()
    {
        Assert.Equal(1 / (7.0 * 3), LossWeights.Content(LossConvention.Balanced, Feature, 7, 3), 15);
        Assert.Equal(1 / (7.0 * 5), LossWeights.Style(LossConvention.Balanced, Feature, 7, 5), 15);
        Assert.Equal(1 / 5.0, LossWeights.Style(LossConvention.Balanced, Feature, 0, 5), 15); // a black style
    }

    [Theory]
    [InlineData(LossConvention.Paper)]
    [InlineData(LossConvention.NeuralStyle)]
    public void A_network_of_mean_activation_1_gets_more_style_in_conventions_that_count_features_as_they_are(LossConvention convention)
    {
        StylizeOptions options = new() { Convention = convention };
        EncoderCard normalised = Encoder.Embedded().Card;
        Assert.True(normalised.IsNormalised);
        EncoderCard published = normalised with { Metadata = new Dictionary<string, string>() };
        Assert.True(StylizeRecipe.For(options, normalised).StyleWeight >= 100 * StylizeRecipe.For(options, published).StyleWeight);
        Assert.Equal(7, StylizeRecipe.For(options with { StyleWeight = 7 }, normalised).StyleWeight);
    }

    [Theory]
    [InlineData("2", 2)]
    [InlineData("0.5", 0.5)]
    [InlineData("-1", 1)] // a file's nonsense is as if it said nothing
    [InlineData("much", 1)]
    public void An_encoder_may_say_that_it_needs_more_style(string said, double factor)
    {
        EncoderCard silent = Encoder.Embedded().Card with { Metadata = new Dictionary<string, string>() };
        EncoderCard card = silent with { Metadata = new Dictionary<string, string> { [EncoderCard.StyleStrengthKey] = said } };
        Assert.Equal(factor * StylizeRecipe.For(new StylizeOptions(), silent).StyleWeight, StylizeRecipe.For(new StylizeOptions(), card).StyleWeight);
        Assert.Equal(7, StylizeRecipe.For(new StylizeOptions { StyleWeight = 7 }, card).StyleWeight);
    }

    [Theory]
    [InlineData(0.1, 0.2)]
    [InlineData(1000, 40)]
    public void A_photograph_with_little_style_is_not_blurred_and_a_painting_with_much_is_not_either(double style, double variation) =>
        Assert.Equal(variation, StylizeRecipe.For(new StylizeOptions { StyleWeight = style }, Encoder.Embedded().Card).TotalVariationWeight);

    [Fact]
    public void Neural_style_sums_the_variation_on_256_and_halves_it() =>
        Assert.Equal(0.5 * 256 * 256 * 60, LossWeights.TotalVariation(LossConvention.NeuralStyle, new Shape(1, 3, 5, 4)), 9);

    private static double InnerStyle() => SumOfDifferences(Positions) / (Channels * Channels);

    private static double SumOfDifferences(double divisor)
    {
        double sum = 0;
        for (int i = 0; i < Channels; i++)
        {
            for (int j = 0; j < Channels; j++)
            {
                double f = 0, p = 0;
                for (int k = 0; k < Positions; k++)
                {
                    f += F[(i * Positions) + k] * F[(j * Positions) + k];
                    p += P[(i * Positions) + k] * P[(j * Positions) + k];
                }

                sum += Math.Pow((f - p) / divisor, 2);
            }
        }

        return sum;
    }
}
