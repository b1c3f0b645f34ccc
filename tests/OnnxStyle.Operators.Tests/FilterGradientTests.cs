using OnnxStyle.Operators.Winograd;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Tests;

/// <summary>The gradient of the filters and the bias against its definition in double.</summary>
public sealed class FilterGradientTests
{
    private const double Tolerance = 1e-5;

    public static TheoryData<int, int, int, int, int> Sizes => new()
    {
        // pictures, channels, results, height, width
        { 1, 1, 1, 1, 1 }, { 2, 3, 17, 5, 4 }, { 1, 17, 3, 13, 7 }, { 3, 16, 32, 8, 8 }, { 1, 64, 48, 9, 21 }, { 1, 3, 64, 67, 41 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Gradient_equals_the_definition(int batch, int channels, int results, int height, int width)
    {
        Conv3x3Shape shape = new() { Batch = batch, Channels = channels, Results = results, Height = height, Width = width };
        foreach (VectorForm form in Enum.GetValues<VectorForm>().Where(VectorForms.IsSupported))
        {
            foreach (WinogradTile tile in Enum.GetValues<WinogradTile>()) Check(shape, tile, form);
        }
    }

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(1, 0, 2, 1)]
    public void Every_padding_equals_the_definition(int top, int left, int bottom, int right) => Check(
        new Conv3x3Shape { Batch = 2, Channels = 5, Results = 18, Height = 9, Width = 10, PadTop = top, PadLeft = left, PadBottom = bottom, PadRight = right },
        WinogradTile.Four, VectorForms.Widest);

    [Fact]
    public void Threads_do_not_change_a_bit()
    {
        Conv3x3Shape shape = new() { Batch = 2, Channels = 19, Results = 35, Height = 40, Width = 41 };
        (float[] one, _) = Run(shape, WinogradTile.Four, VectorForms.Widest, 1, Blocks.Noise(1, 2 * 19 * 40 * 41), Blocks.Noise(2, 2 * 35 * 40 * 41));
        (float[] three, _) = Run(shape, WinogradTile.Four, VectorForms.Widest, 3, Blocks.Noise(1, 2 * 19 * 40 * 41), Blocks.Noise(2, 2 * 35 * 40 * 41));
        Assert.Equal(one, three);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        using ThreadTeam team = new(1);
        using Workspace workspace = new();
        Conv3x3FilterGradient kernel = new(new Conv3x3Shape { Batch = 1, Channels = 1, Results = 1, Height = 2, Width = 2 }, WinogradTile.Four, VectorForm.Scalar);
        Assert.Throws<ShapeException>(() => kernel.Run(new float[63], new float[64], new float[9], [], team, workspace));
        Assert.Throws<ShapeException>(() => kernel.Run(new float[64], new float[63], new float[9], [], team, workspace));
        Assert.Throws<ShapeException>(() => kernel.Run(new float[64], new float[64], new float[10], [], team, workspace));
        Assert.Throws<ShapeException>(() => kernel.Run(new float[64], new float[64], new float[9], new float[2], team, workspace));
    }

    private static void Check(Conv3x3Shape shape, WinogradTile tile, VectorForm form)
    {
        float[] x = Blocks.Noise(1, (long)shape.Batch * shape.Channels * shape.Height * shape.Width);
        float[] dy = Blocks.Noise(2, (long)shape.Batch * shape.Results * shape.OutHeight * shape.OutWidth);
        (double[] filters, double[] bias) = Definition(shape, x, dy);
        (float[] foundFilters, float[] foundBias) = Run(shape, tile, form, 2, x, dy);
        double error = Blocks.Error(foundFilters, filters);
        Assert.True(error < Tolerance, $"{form}, tiles of {(int)tile}: {error:e2}");
        Assert.InRange(Blocks.Error(foundBias, bias), 0, Tolerance);
    }

    private static (float[] Filters, float[] Bias) Run(Conv3x3Shape shape, WinogradTile tile, VectorForm form, int threads, float[] x, float[] dy)
    {
        using ThreadTeam team = new(threads);
        using Workspace workspace = new();
        Fenced filters = new(9L * shape.Channels * shape.Results), bias = new(shape.Results);
        new Conv3x3FilterGradient(shape, tile, form).Run(Blocks.Pack(x, shape.Batch, shape.Channels, shape.Height, shape.Width),
            Blocks.Pack(dy, shape.Batch, shape.Results, shape.OutHeight, shape.OutWidth), filters.Span, bias.Span, team, workspace);
        Assert.True(filters.IsIntact && bias.IsIntact);
        return (filters.Span.ToArray(), bias.Span.ToArray());
    }

    private static (double[] Filters, double[] Bias) Definition(Conv3x3Shape s, float[] x, float[] dy)
    {
        double[] filters = new double[s.Results * s.Channels * 9], bias = new double[s.Results];
        Parallel.For(0, s.Results, m =>
        {
            for (int n = 0; n < s.Batch; n++)
            {
                for (int i = 0; i < s.OutHeight; i++)
                {
                    for (int j = 0; j < s.OutWidth; j++)
                    {
                        double gradient = dy[((((n * s.Results) + m) * s.OutHeight) + i) * s.OutWidth + j];
                        bias[m] += gradient;
                        for (int k = 0; k < 9; k++)
                        {
                            int row = i + (k / 3) - s.PadTop, column = j + (k % 3) - s.PadLeft;
                            if (row < 0 || column < 0 || row >= s.Height || column >= s.Width) continue;
                            for (int c = 0; c < s.Channels; c++)
                                filters[(((m * s.Channels) + c) * 9) + k] += gradient * x[((((n * s.Channels) + c) * s.Height) + row) * s.Width + column];
                        }
                    }
                }
            }
        });
        return (filters, bias);
    }
}
