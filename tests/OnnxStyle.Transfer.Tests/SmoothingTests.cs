using OnnxStyle.Imaging;
using OnnxStyle.Kernels;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer.Tests;

/// <summary>The closed-form smoothing of stylised pictures.</summary>
public sealed class SmoothingTests : IDisposable
{
    private readonly KernelSet kernels = KernelSet.Processor(2);

    public void Dispose() => kernels.Dispose();

    [Theory]
    [InlineData(1, 1e-7)]
    [InlineData(1000, 1e-7)]
    [InlineData(10000, 1e-7)]
    [InlineData(1000, 1e-3)]
    public void It_is_the_solution_of_the_dense_system(double strength, double epsilon)
    {
        const int Width = 12, Height = 9;
        Image content = Noise(Width, Height, 1), stylised = Noise(Width, Height, 2);
        SmoothingResult result = Of(stylised, content, new SmoothingOptions { Strength = strength, Epsilon = epsilon, Tolerance = 1e-6 });
        Assert.True(result.Converged);
        double[] expected = DenseSolution(stylised, content, strength, epsilon);

        // L in float32 is off by 1e-7 of its entries, and counts mu times.
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], result.Picture.Planar[i], 1e-5 + (1e-7 * strength));
    }

    [Fact]
    public void The_tolerance_bounds_the_distance_to_the_exact_picture()
    {
        Image content = Noise(12, 9, 3), stylised = Noise(12, 9, 4);
        double[] expected = DenseSolution(stylised, content, 300, 1e-7);
        int fewer = int.MaxValue;
        foreach (double tolerance in new[] { 1e-4, 1e-2, 0.1 })
        {
            SmoothingResult result = Of(stylised, content, new SmoothingOptions { Strength = 300, Tolerance = tolerance });
            double error = Math.Sqrt(expected.Zip(result.Picture.Planar, (e, f) => (e - f) * (e - f)).Average());
            Assert.InRange(error, 0, tolerance);
            Assert.InRange(result.Iterations, 1, fewer - 1);
            fewer = result.Iterations;
        }
    }

    [Fact]
    public void A_constant_picture_and_an_affine_map_of_the_photograph_stay()
    {
        Image content = Noise(23, 17, 5), constant = Image.Filled(23, 17, 0.2f, 0.5f, 0.9f), mapped = new(23, 17);
        for (int i = 0; i < content.PixelCount; i++)
            for (int c = 0; c < 3; c++) mapped.Channel(c)[i] = 0.1f + (0.5f * content.Channel(c)[i]) + (0.3f * content.Channel((c + 1) % 3)[i]);
        SmoothingOptions exact = new() { Strength = 100, Tolerance = 1e-5 };
        foreach (Image picture in new[] { constant, mapped })
        {
            Image found = Of(picture, content, exact).Picture;
            for (int i = 0; i < found.Planar.Length; i++) Assert.Equal(picture.Planar[i], found.Planar[i], 3e-4); // the ridge takes 1e-7 of the slopes, and counts 100 times
        }
    }

    [Fact]
    public void Noise_on_the_picture_goes_and_the_photographs_edges_come()
    {
        // The photograph has a step at column 20; the picture the same step at column 22, reversed, with noise.
        Image content = Step(20), stylised = Step(22), noise = Noise(40, 24, 6), grain = Noise(40, 24, 7);
        for (int i = 0; i < content.Planar.Length; i++)
        {
            content.Planar[i] += 0.02f * grain.Planar[i];
            stylised.Planar[i] = 1 - stylised.Planar[i] + (0.2f * noise.Planar[i]);
        }

        SmoothingResult result = Of(stylised, content, new SmoothingOptions { Epsilon = 1e-3 });
        Assert.True(result.EnergyAfter < 0.01 * result.EnergyBefore, $"{result.EnergyBefore} to {result.EnergyAfter}");
        float[] row = result.Picture.Channel(0).Slice(12 * 40, 40).ToArray();
        int widest = Enumerable.Range(1, 39).MaxBy(x => Math.Abs(row[x] - row[x - 1]));
        Assert.Equal(20, widest);
    }

    [Fact]
    public void Channels_do_not_know_of_each_other()
    {
        Image content = Noise(19, 14, 8), a = Noise(19, 14, 9), b = new(19, 14), flat = a.Clone();
        for (int c = 0; c < 3; c++) a.Channel(c).CopyTo(b.Channel((c + 1) % 3));
        flat.Channel(1).Fill(0.5f);
        SmoothingOptions options = new() { Strength = 100, Tolerance = 1e-6 };
        Image of = Of(a, content, options).Picture, turned = Of(b, content, options).Picture, beside = Of(flat, content, options).Picture;
        for (int i = 0; i < of.PixelCount; i++)
        {
            for (int c = 0; c < 3; c++) Assert.Equal(of.Channel(c)[i], turned.Channel((c + 1) % 3)[i], 1e-5);
            Assert.Equal(of.Channel(0)[i], beside.Channel(0)[i], 1e-5);
            Assert.Equal(0.5, beside.Channel(1)[i], 1e-6);
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 40)]
    public void A_picture_too_small_for_a_window_stays(int width, int height)
    {
        Image picture = Noise(width, height, 10);
        SmoothingResult result = Of(picture, Noise(width, height, 11));
        Assert.Equal((picture.Planar.Length, 0), (result.Picture.Planar.Length, result.Iterations));
        Assert.Equal(picture.Planar, result.Picture.Planar);
    }

    [Fact]
    public void Every_iteration_is_reported_and_the_limit_is_said()
    {
        List<SmoothingProgress> heard = [];
        SmoothingResult result = PhotoSmoothing.Of(Noise(30, 20, 12), Noise(30, 20, 13), kernels, new SmoothingOptions { MaxIterations = 5 }, new Listener(heard), TestContext.Current.CancellationToken);
        Assert.Equal((5, false), (result.Iterations, result.Converged));
        Assert.Equal([1, 2, 3, 4, 5], heard.Select(step => step.Iteration));
        Assert.Equal(result.Residual, heard[^1].Residual);
    }

    [Fact]
    public void It_stops_when_it_is_asked_to_and_names_what_is_wrong()
    {
        using CancellationTokenSource stop = new();
        stop.Cancel();
        Image a = Noise(20, 10, 14), b = Noise(10, 20, 15);
        Assert.Throws<OperationCanceledException>(() => PhotoSmoothing.Of(a, Noise(20, 10, 16), kernels, cancellationToken: stop.Token));
        Assert.Contains("20 x 10", Assert.Throws<ShapeException>(() => Of(b, a)).Message, StringComparison.Ordinal);
        Assert.Equal(4, Assert.Throws<OptionsException>(() => new SmoothingOptions { Strength = 0, Epsilon = 0, Tolerance = 2, MaxIterations = 0 }.Validate()).Problems.Count);
    }

    private SmoothingResult Of(Image stylised, Image content, SmoothingOptions? options = null) =>
        PhotoSmoothing.Of(stylised, content, kernels, options, cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>(Id + mu L) p = B by elimination in double, [3, H, W].</summary>
    private static double[] DenseSolution(Image stylised, Image content, double strength, double epsilon)
    {
        SparseMatrix laplacian = SparseMatrix.OfMattingLaplacian(content.Planar, content.Height, content.Width, epsilon);
        int n = laplacian.Size;
        double[,] system = new double[n, n + 3];
        for (int i = 0; i < n; i++)
        {
            system[i, i] = 1;
            for (long k = laplacian.RowStarts[i]; k < laplacian.RowStarts[i + 1]; k++) system[i, laplacian.Columns[(int)k]] += strength * laplacian.Values[(int)k];
            for (int c = 0; c < 3; c++) system[i, n + c] = stylised.Channel(c)[i];
        }

        for (int pivot = 0; pivot < n; pivot++) // positive definite: the diagonal serves
            for (int i = 0; i < n; i++)
            {
                if (i == pivot || system[i, pivot] == 0) continue;
                double factor = system[i, pivot] / system[pivot, pivot];
                for (int j = pivot; j < n + 3; j++) system[i, j] -= factor * system[pivot, j];
            }

        return [.. from c in Enumerable.Range(0, 3) from i in Enumerable.Range(0, n) select system[i, n + c] / system[i, i]];
    }

    private static Image Noise(int width, int height, int seed)
    {
        Random random = new(seed);
        Image image = new(width, height);
        for (int i = 0; i < image.Planar.Length; i++) image.Planar[i] = random.NextSingle();
        return image;
    }

    private static Image Step(int border)
    {
        Image image = new(40, 24);
        for (int i = 0; i < image.Planar.Length; i++) image.Planar[i] = i % 40 < border ? 0.3f : 0.7f;
        return image;
    }

    private sealed class Listener(List<SmoothingProgress> heard) : IProgress<SmoothingProgress>
    {
        public void Report(SmoothingProgress value) => heard.Add(value);
    }
}
