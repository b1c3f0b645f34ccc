using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender.Tests;

public sealed class MetadataTests
{
    [Fact]
    public void The_documents_types_and_weights_give_its_range()
    {
        MetadataWeight weight = new([0.4, 0.4, 0.2], [15, 21, 40]);
        Assert.Equal(1, weight[0]);
        Assert.Equal(0.8883, weight[7], 5e-5);
        Assert.Equal(Math.Exp(-9 * 0.6 / 76), weight[0b101], 1e-15);
        Assert.All(Enumerable.Range(0, 8), shared => Assert.InRange(weight[shared], weight[7], weight[0]));
    }

    [Theory]
    [InlineData(new[] { 0.4, 0.4 }, new[] { 3, 3 }, "sum to 0.8")]
    [InlineData(new[] { 1.5, -0.5 }, new[] { 3, 3 }, "0 to 1 each")]
    [InlineData(new[] { 0.5, 0.5 }, new[] { 3 }, "1 numbers of types for 2 kinds")]
    [InlineData(new[] { 1.0 }, new[] { 0 }, "above 0")]
    [InlineData(new double[0], new int[0], "1 to 8")]
    public void Weights_that_do_not_work_are_named(double[] weights, int[] types, string expected) =>
        Assert.Contains(expected, Assert.Throws<OptionsException>(() => new MetadataWeight(weights, types)).Message, StringComparison.Ordinal);
}
