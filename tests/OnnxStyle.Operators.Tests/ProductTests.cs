using OnnxStyle.Operators.Products;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Tests;

/// <summary>Gram matrices and products with features against their definition in double.</summary>
public sealed class ProductTests
{
    private const double Tolerance = 2e-6; // sums of 128 terms in float32, then in double

    public static TheoryData<int, int, int, int> Sizes => new()
    {
        // channels, results, height, width
        { 1, 1, 1, 1 }, { 3, 17, 5, 7 }, { 17, 3, 13, 11 }, { 64, 64, 40, 33 }, { 40, 96, 70, 61 }, { 130, 50, 9, 8 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Gram_matrix_equals_the_definition(int channels, int results, int height, int width)
    {
        _ = results;
        Shape shape = new(1, channels, height, width);
        int pixels = height * width;
        float[] plain = Blocks.Noise(3, (long)channels * pixels);
        double[] expected = new double[channels * channels];
        for (int i = 0; i < channels; i++)
            for (int j = 0; j < channels; j++)
                for (int p = 0; p < pixels; p++) expected[(i * channels) + j] += 0.25 * plain[(i * pixels) + p] * plain[(j * pixels) + p];
        float[]? first = null;
        foreach (VectorForm form in Enum.GetValues<VectorForm>().Where(VectorForms.IsSupported))
        {
            foreach (int threads in new[] { 1, 3 })
            {
                using ThreadTeam team = new(threads);
                using Workspace workspace = new();
                Fenced result = new(expected.Length);
                new BlockedGram(shape, 0.25f, form).Run(Blocks.Pack(plain, 1, channels, height, width), result.Span, team, workspace);
                Assert.True(result.IsIntact);
                Assert.InRange(Blocks.Error(result.Span, expected), 0, Tolerance);
                if (threads == 1) first = result.Span.ToArray();
                else Assert.Equal(first, result.Span.ToArray());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Product_equals_the_definition(int channels, int results, int height, int width)
    {
        Shape shape = new(1, channels, height, width);
        int pixels = height * width;
        float[] plain = Blocks.Noise(4, (long)channels * pixels), left = Blocks.Noise(5, (long)results * channels);
        double[] expected = new double[results * pixels];
        for (int i = 0; i < results; i++)
            for (int c = 0; c < channels; c++)
                for (int p = 0; p < pixels; p++) expected[(i * pixels) + p] += (double)left[(i * channels) + c] * plain[(c * pixels) + p];
        foreach (VectorForm form in Enum.GetValues<VectorForm>().Where(VectorForms.IsSupported))
        {
            using ThreadTeam team = new(2);
            using Workspace workspace = new();
            Fenced result = new((long)((results + 15) / 16) * pixels * 16);
            new BlockedProduct(shape, results, form).Run(left, Blocks.Pack(plain, 1, channels, height, width), result.Span, team, workspace);
            Assert.True(result.IsIntact);
            Assert.InRange(Blocks.Error(Blocks.Unpack(result.Span, 1, results, height, width), expected), 0, Tolerance);
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using ThreadTeam team = new(1);
        using Workspace workspace = new();
        Assert.Throws<ShapeException>(() => new BlockedGram(new Shape(2, 3, 4, 5), 1, VectorForm.Scalar));
        Assert.Throws<ShapeException>(() => new BlockedProduct(new Shape(2, 3, 4, 5), 3, VectorForm.Scalar));
        Assert.Throws<ShapeException>(() => new BlockedGram(new Shape(1, 3, 4, 5), 1, VectorForm.Scalar).Run(new float[16], new float[9], team, workspace));
        Assert.Throws<ShapeException>(() => new BlockedProduct(new Shape(1, 3, 4, 5), 3, VectorForm.Scalar).Run(new float[8], new float[320], new float[320], team, workspace));
    }
}
