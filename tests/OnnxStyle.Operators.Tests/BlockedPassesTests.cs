using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Tests;

/// <summary>In and out of the layout, and pooling, against loops over plain tensors.</summary>
public sealed class BlockedPassesTests
{
    public static TheoryData<int, int, int, int> Sizes => new() { { 1, 1, 2, 2 }, { 2, 3, 5, 4 }, { 1, 17, 3, 7 }, { 3, 64, 9, 2 }, { 1, 33, 67, 41 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Packing_is_the_definition_and_comes_back(int n, int c, int h, int w)
    {
        Shape shape = new(n, c, h, w);
        float[] plain = Blocks.Noise(5, shape.ElementCount);
        Each((passes, team) =>
        {
            Fenced blocked = new(BlockedLayout.Of(shape).ElementCount), back = new(shape.ElementCount);
            passes.Pack(plain, blocked.Span, shape, team);
            Assert.Equal(Blocks.Pack(plain, n, c, h, w), blocked.Span.ToArray());
            passes.Unpack(blocked.Span, back.Span, shape, team);
            Assert.Equal(plain, back.Span.ToArray());
            Assert.True(blocked.IsIntact && back.IsIntact);
        });
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Pooling_is_the_mean_of_four_and_its_gradient_the_transpose(int n, int c, int h, int w)
    {
        Shape shape = new(n, c, h, w), small = new(n, c, h / 2, w / 2);
        float[] x = Blocks.Noise(6, shape.ElementCount), dy = Blocks.Noise(7, small.ElementCount);
        double[] y = new double[dy.Length], dx = new double[x.Length];
        for (int plane = 0; plane < n * c; plane++)
        {
            for (int i = 0; i < h / 2 * 2; i++)
            {
                for (int j = 0; j < w / 2 * 2; j++)
                {
                    int from = (((plane * h) + i) * w) + j, to = (((plane * (h / 2)) + (i / 2)) * (w / 2)) + (j / 2);
                    y[to] += x[from] / 4.0;
                    dx[from] = dy[to] / 4.0;
                }
            }
        }

        Each((passes, team) =>
        {
            Fenced pooled = new(BlockedLayout.Of(small).ElementCount), gradient = new(BlockedLayout.Of(shape).ElementCount);
            passes.AveragePool(Blocks.Pack(x, n, c, h, w), pooled.Span, shape, team);
            passes.AveragePoolGradient(Blocks.Pack(dy, n, c, h / 2, w / 2), gradient.Span, shape, team);
            Assert.True(Blocks.Error(Blocks.Unpack(pooled.Span, n, c, h / 2, w / 2), y) < 2e-7);
            Assert.True(Blocks.Error(Blocks.Unpack(gradient.Span, n, c, h, w), dx) < 1e-7);
            Assert.True(pooled.IsIntact && gradient.IsIntact);
            Assert.DoesNotContain(float.NaN, gradient.Span.ToArray());
        });
    }

    [Fact]
    public void Wrong_lengths_are_refused()
    {
        Shape shape = new(1, 3, 4, 4);
        using ThreadTeam team = new(1);
        BlockedPasses passes = BlockedPasses.Of(VectorForm.Scalar);
        Assert.Throws<ShapeException>(() => passes.Pack(new float[48], new float[255], shape, team));
        Assert.Throws<ShapeException>(() => passes.Unpack(new float[255], new float[48], shape, team));
        Assert.Throws<ShapeException>(() => passes.AveragePool(new float[16 * 5], new float[32], new Shape(1, 3, 1, 5), team));
        Assert.Throws<ShapeException>(() => BlockedLayout.Of(new Shape(3, 4)));
    }

    private static void Each(Action<BlockedPasses, ITeam> check)
    {
        using ThreadTeam team = new(3);
        foreach (VectorForm form in Enum.GetValues<VectorForm>().Where(VectorForms.IsSupported)) check(BlockedPasses.Of(form), team);
    }
}
