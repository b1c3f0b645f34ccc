using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging.Tests;

/// <summary>The local affine filter and the guided filter.</summary>
public sealed class FilterTests
{
    // Exponents up to 80 in float32 leave five digits of a weight; slopes up to 20 multiply what the sums round.
    private const double Single = 3e-5;

    public static TheoryData<int, int> Sizes => new()
    {
        { 1, 1 }, { 1, 9 }, { 2, 3 }, { 7, 5 }, { 17, 13 }, { 31, 2 }, { 8, 33 }, { 23, 21 },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Local_affine_is_the_plain_loops_at_odd_sizes(int width, int height)
    {
        Image content = Soft(width, height, 1), stylised = Pictures.Noise(width, height, 2);
        foreach ((int radius, double edge, double ridge) in new[] { (15, 0.01, 1e-3), (3, 0.1, 1e-3), (0, 0.01, 1e-3), (1, 10, 0.1), (7, 0.05, 1e-4) })
        {
            Image found = LocalAffineFilter.Of(stylised, content, new LocalAffineOptions { Radius = radius, Edge = edge, Ridge = ridge }, TestContext.Current.CancellationToken);
            double off = SlowFilters.Difference(SlowFilters.LocalAffine(stylised, content, radius, edge, ridge), found);
            Assert.True(off <= Single, $"radius {radius}, edge {edge}, ridge {ridge}: off by {off:E1}");
        }
    }

    [Fact]
    public void The_plain_loops_tell_a_wrong_rule()
    {
        Image content = Soft(17, 13, 1), stylised = Pictures.Noise(17, 13, 2);
        double[] expected = SlowFilters.LocalAffine(stylised, content, 3, 0.05, 1e-3);
        foreach (LocalAffineOptions wrong in new LocalAffineOptions[] { new() { Radius = 2, Edge = 0.05 }, new() { Radius = 3, Edge = 0.051 }, new() { Radius = 3, Edge = 0.05, Ridge = 1.05e-3 } })
            Assert.True(SlowFilters.Difference(expected, LocalAffineFilter.Of(stylised, content, wrong, TestContext.Current.CancellationToken)) > 10 * Single, $"{wrong}");
    }

    [Theory]
    [InlineData(259, 3)] // two tiles across
    [InlineData(3, 67)] // three down
    public void Local_affine_knows_no_tiles(int width, int height)
    {
        Image content = Soft(width, height, 3), stylised = Pictures.Noise(width, height, 4);
        double off = SlowFilters.Difference(SlowFilters.LocalAffine(stylised, content, 5, 0.05, 1e-3), LocalAffineFilter.Of(stylised, content, new LocalAffineOptions { Radius = 5, Edge = 0.05 }, TestContext.Current.CancellationToken));
        Assert.True(off <= Single, $"off by {off:E1}");
    }

    [Theory]
    [InlineData(1e-9, 2e-5)]
    [InlineData(1e-6, 2e-3)]
    public void An_affine_map_of_the_contents_colours_comes_back_as_far_as_the_ridge_lets_it(double ridge, double tolerance)
    {
        Image content = Pictures.Noise(29, 22, 5), mapped = Affine(content);
        Image found = LocalAffineFilter.Of(mapped, content, new LocalAffineOptions { Radius = 4, Edge = 0.2, Ridge = ridge }, TestContext.Current.CancellationToken);
        Assert.InRange(Pictures.Difference(mapped, found), 0, tolerance);
    }

    [Fact]
    public void Flat_windows_take_the_mean_of_the_picture_and_no_black_pixel()
    {
        Image content = Image.Filled(21, 14, 0.4f, 0.4f, 0.4f), stylised = Image.Filled(21, 14, 0.9f, 0.5f, 0.2f);
        Assert.InRange(Pictures.Difference(stylised, LocalAffineFilter.Of(stylised, content, cancellationToken: TestContext.Current.CancellationToken)), 0, 3e-6);
        Image noise = Pictures.Noise(21, 14, 6), found = LocalAffineFilter.Of(noise, content, new LocalAffineOptions { Radius = 40 }, TestContext.Current.CancellationToken);
        Assert.All(found.Planar, value => Assert.InRange(value, 0.35f, 0.65f));
    }

    [Fact]
    public void Local_affine_takes_structure_from_the_content_and_colours_from_the_picture()
    {
        // A red and a blue half, of which the picture has the border in the wrong place by two pixels and noise on top.
        Image content = Halves(20), stylised = Halves(22), noise = Pictures.Noise(40, 30, 7);
        for (int i = 0; i < stylised.Planar.Length; i++) stylised.Planar[i] = 1 - stylised.Planar[i] + (0.05f * noise.Planar[i]);
        Image found = LocalAffineFilter.Of(stylised, content, cancellationToken: TestContext.Current.CancellationToken);
        for (int y = 0; y < 30; y++)
        {
            float[] row = found.Channel(0).Slice(y * 40, 40).ToArray();
            for (int x = 1; x < 40; x++)
            {
                float step = Math.Abs(row[x] - row[x - 1]);
                Assert.True(x == 20 ? step > 0.5 : step < 0.05, $"a step of {step} at {x}, {y}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Guided_is_the_plain_loops_at_odd_sizes(int width, int height)
    {
        Image guide = Soft(width, height, 8), picture = Pictures.Noise(width, height, 9);
        foreach ((int radius, double epsilon) in new[] { (8, 0.01), (0, 0.1), (1, 1e-4), (40, 1e-3) })
        {
            Image found = GuidedFilter.Of(picture, guide, new GuidedFilterOptions { Radius = radius, Epsilon = epsilon }, TestContext.Current.CancellationToken);
            double off = SlowFilters.Difference(SlowFilters.Guided(picture, guide, radius, epsilon), found);
            Assert.True(off <= Single, $"radius {radius}, epsilon {epsilon}: off by {off:E1}");
        }
    }

    [Fact]
    public void Guided_knows_no_bands()
    {
        Image guide = Soft(5, 150, 10), picture = Pictures.Noise(5, 150, 11);
        double off = SlowFilters.Difference(SlowFilters.Guided(picture, guide, 6, 0.01), GuidedFilter.Of(picture, guide, new GuidedFilterOptions { Radius = 6 }, TestContext.Current.CancellationToken));
        Assert.True(off <= Single, $"off by {off:E1}");
    }

    [Fact]
    public void Guided_keeps_constants_and_affine_maps_of_its_guide()
    {
        Image guide = Pictures.Noise(27, 19, 12), constant = Image.Filled(27, 19, 0.3f, 0.6f, 0.9f), mapped = Affine(guide);
        Assert.InRange(Pictures.Difference(constant, GuidedFilter.Of(constant, guide, cancellationToken: TestContext.Current.CancellationToken)), 0, 1e-6);
        GuidedFilterOptions exact = new() { Radius = 5, Epsilon = 1e-9 };
        Assert.InRange(Pictures.Difference(mapped, GuidedFilter.Of(mapped, guide, exact, TestContext.Current.CancellationToken)), 0, 1e-5);
    }

    [Fact]
    public void Refinement_adds_what_the_guided_filter_takes_from_the_photograph()
    {
        Image content = Pictures.Noise(30, 25, 13), flat = Image.Filled(30, 25, 0.5f, 0.5f, 0.5f), smooth = GuidedFilter.Of(content, content, cancellationToken: TestContext.Current.CancellationToken);
        Image refined = GuidedFilter.Refine(flat, content, cancellationToken: TestContext.Current.CancellationToken);
        for (int i = 0; i < refined.Planar.Length; i++) Assert.Equal(0.5 + content.Planar[i] - smooth.Planar[i], refined.Planar[i], 1e-6);
        Image constant = Image.Filled(30, 25, 0.2f, 0.2f, 0.2f);
        Assert.InRange(Pictures.Difference(content, GuidedFilter.Refine(content, constant, cancellationToken: TestContext.Current.CancellationToken)), 0, 1e-6);
    }

    [Fact]
    public void The_same_call_gives_the_same_bits()
    {
        Image content = Soft(300, 80, 14), stylised = Pictures.Noise(300, 80, 15);
        LocalAffineOptions options = new() { Radius = 4 };
        Assert.Equal(LocalAffineFilter.Of(stylised, content, options, TestContext.Current.CancellationToken).Planar, LocalAffineFilter.Of(stylised, content, options, TestContext.Current.CancellationToken).Planar);
        Assert.Equal(GuidedFilter.Of(stylised, content, cancellationToken: TestContext.Current.CancellationToken).Planar, GuidedFilter.Of(stylised, content, cancellationToken: TestContext.Current.CancellationToken).Planar);
    }

    [Fact]
    public async Task Both_stop_when_they_are_asked_to()
    {
        // 4000 x 3000 pixels and the largest windows take minutes; the request comes after 50 ms.
        Image large = Image.Filled(2000, 1500, 0.5f, 0.5f, 0.5f);
        using CancellationTokenSource soon = new(50);
        Task affine = Task.Run(() => LocalAffineFilter.Of(large, large, new LocalAffineOptions { Radius = 100 }, soon.Token), CancellationToken.None);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => affine.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        using CancellationTokenSource now = new();
        await now.CancelAsync();
        Assert.ThrowsAny<OperationCanceledException>(() => GuidedFilter.Of(large, large, cancellationToken: now.Token));
    }

    [Fact]
    public void Wrong_options_and_sizes_are_named()
    {
        Image a = new(4, 3), b = new(3, 4);
        Assert.Contains("4 x 3", Assert.Throws<ShapeException>(() => LocalAffineFilter.Of(b, a)).Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => GuidedFilter.Of(b, a));
        Assert.Throws<ShapeException>(() => GuidedFilter.Refine(b, a));
        Assert.Equal(3, Assert.Throws<OptionsException>(() => new LocalAffineOptions { Radius = -1, Edge = 0, Ridge = double.NaN }.Validate()).Problems.Count);
        Assert.Equal(2, Assert.Throws<OptionsException>(() => new GuidedFilterOptions { Radius = 1001, Epsilon = 0 }.Validate()).Problems.Count);
    }

    // Waves with a little noise: weights of all sizes, and windows neither flat nor rough.
    private static Image Soft(int width, int height, int seed)
    {
        Image image = Pictures.Smooth(width, height), noise = Pictures.Noise(width, height, seed);
        for (int i = 0; i < image.Planar.Length; i++) image.Planar[i] += 0.05f * noise.Planar[i];
        return image;
    }

    private static Image Affine(Image content)
    {
        Image mapped = new(content.Width, content.Height);
        for (int i = 0; i < content.PixelCount; i++)
        {
            (float r, float g, float b) = (content.Channel(0)[i], content.Channel(1)[i], content.Channel(2)[i]);
            (mapped.Channel(0)[i], mapped.Channel(1)[i], mapped.Channel(2)[i]) = ((0.5f * r) - (0.2f * g) + 0.3f, (0.4f * g) + (0.3f * b), 0.8f - (0.6f * b) + (0.1f * r));
        }

        return mapped;
    }

    private static Image Halves(int border)
    {
        Image image = new(40, 30);
        for (int i = 0; i < image.PixelCount; i++) (i % 40 < border ? image.Channel(0) : image.Channel(2))[i] = 0.8f;
        return image;
    }
}
