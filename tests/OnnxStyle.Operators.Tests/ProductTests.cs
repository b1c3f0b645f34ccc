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
        const int Batch = 2;
        Shape shape = new(Batch, channels, height, width);
        int pixels = height * width;
        float[] plain = Blocks.Noise(4, (long)Batch * channels * pixels), left = Blocks.Noise(5, (long)results * channels), turned = new float[left.Length], bias = Blocks.Noise(6, results);
        float[] addend = Blocks.Noise(7, (long)Batch * results * pixels), gate = Blocks.Noise(8, (long)Batch * results * pixels);
        double[] expected = new double[Batch * results * pixels], finished = new double[expected.Length];
        for (int i = 0; i < results; i++) for (int c = 0; c < channels; c++) turned[(c * results) + i] = left[(i * channels) + c];
        for (int at = 0; at < expected.Length; at++)
        {
            int p = at % pixels, i = at / pixels % results, n = at / (pixels * results);
            for (int c = 0; c < channels; c++) expected[at] += (double)left[(i * channels) + c] * plain[(((n * channels) + c) * pixels) + p];
            finished[at] = gate[at] > 0 ? Math.Max(0, expected[at] + bias[i] + addend[at]) : 0;
        }

        float[] packed = Blocks.Pack(plain, Batch, channels, height, width);
        foreach (VectorForm form in Enum.GetValues<VectorForm>().Where(VectorForms.IsSupported))
        {
            float[]? first = null;
            foreach (int threads in new[] { 1, 3 })
            {
                using ThreadTeam team = new(threads);
                using Workspace workspace = new();
                using BlockedProduct product = new(shape, results, form);
                Assert.InRange(Error(product, left, false, null, expected), 0, Tolerance);
                Assert.InRange(Error(product, turned, true, null, expected), 0, Tolerance);
                product.Keep(turned, true);
                Assert.InRange(Error(product, [], false, null, expected), 0, Tolerance);
                Assert.InRange(Error(product, [], false, bias, finished), 0, Tolerance);

                double Error(BlockedProduct product, float[] matrix, bool turned, float[]? bias, double[] expected)
                {
                    Fenced result = new((long)Batch * ((results + 15) / 16) * pixels * 16);
                    float[]? more = bias is null ? null : Blocks.Pack(addend, Batch, results, height, width), mask = bias is null ? null : Blocks.Pack(gate, Batch, results, height, width);
                    product.Run(matrix, turned, packed, bias, more, bias is not null, mask, result.Span, team, workspace);
                    Assert.True(result.IsIntact);
                    float[] found = Blocks.Unpack(result.Span, Batch, results, height, width);
                    Assert.Equal(Blocks.Pack(found, Batch, results, height, width), result.Span.ToArray()); // channels after the last are 0
                    if (bias is not null) Assert.Equal(first ??= found, found);
                    return Blocks.Error(found, expected);
                }
            }
        }
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using ThreadTeam team = new(1);
        using Workspace workspace = new();
        Assert.Throws<ShapeException>(() => new BlockedGram(new Shape(2, 3, 4, 5), 1, VectorForm.Scalar));
        Assert.Throws<ShapeException>(() => new BlockedProduct(new Shape(3, 4, 5), 3, VectorForm.Scalar));
        Assert.Throws<ShapeException>(() => new BlockedGram(new Shape(1, 3, 4, 5), 1, VectorForm.Scalar).Run(new float[16], new float[9], team, workspace));
        Assert.Throws<ShapeException>(() => new BlockedProduct(new Shape(1, 3, 4, 5), 3, VectorForm.Scalar).Run(new float[8], false, new float[320], [], [], false, [], new float[320], team, workspace));
        Assert.Throws<ShapeException>(() => new BlockedProduct(new Shape(1, 3, 4, 5), 3, VectorForm.Scalar).Run([], false, new float[320], [], [], false, [], new float[320], team, workspace));
        Assert.Throws<ShapeException>(() => new BlockedProduct(new Shape(1, 3, 4, 5), 3, VectorForm.Scalar).Run(new float[9], false, new float[320], new float[2], [], false, [], new float[320], team, workspace));
    }
}
