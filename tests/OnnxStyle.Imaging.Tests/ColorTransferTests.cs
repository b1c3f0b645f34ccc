using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging.Tests;

public sealed class ColorTransferTests
{
    public static TheoryData<ColorMap> Maps => [.. Enum.GetValues<ColorMap>()];

    [Theory]
    [MemberData(nameof(Maps))]
    public void Statistics_after_the_map_are_those_of_the_reference(ColorMap map)
    {
        Image source = Correlated(61, 43, seed: 7, 0.3f), reference = Correlated(35, 71, seed: 8, 0.8f);
        ColorStatistics found = ColorStatistics.Of(ColorTransfer.MatchStatistics(source, reference, map, clip: false)), wanted = ColorStatistics.Of(reference);
        for (int i = 0; i < 3; i++) Assert.Equal(wanted.Mean[i], found.Mean[i], 1e-5);
        for (int i = 0; i < 9; i++) Assert.Equal(wanted.Covariance[i], found.Covariance[i], 1e-4); // the ridge is 1e-5
    }

    [Theory]
    [MemberData(nameof(Maps))]
    public void A_picture_onto_itself_stays(ColorMap map)
    {
        Image image = Correlated(30, 31, seed: 9, 0.5f);
        Assert.True(Pictures.Difference(image, ColorTransfer.MatchStatistics(image, image, map)) < 1e-5f);
    }

    [Theory]
    [MemberData(nameof(Maps))]
    public void Grey_and_constant_pictures_stay_finite(ColorMap map)
    {
        Image coloured = Correlated(20, 20, seed: 10, 0.5f), grey = ColorTransfer.LuminanceOnly(coloured);
        foreach (Image odd in new[] { grey, Image.Filled(5, 5, 0.2f, 0.2f, 0.2f), new Image(1, 1), Image.Filled(9, 1, 1, 1, 1) })
        {
            Assert.All(ColorTransfer.MatchStatistics(coloured, odd, map).Planar, v => Assert.InRange(v, 0, 1));
            Assert.All(ColorTransfer.MatchStatistics(odd, coloured, map, clip: false).Planar, v => Assert.True(float.IsFinite(v)));
        }
    }

    [Fact]
    public void The_map_of_Monge_is_symmetric_so_pure_channels_scale()
    {
        // Independent channels: the map is diagonal, with the ratio of the deviations.
        Image source = Pictures.Noise(200, 200, seed: 11), reference = source.Clone();
        for (int i = 0; i < reference.PixelCount; i++) reference.Channel(1)[i] *= 0.5f;
        Image result = ColorTransfer.MatchStatistics(source, reference, ColorMap.Monge, clip: false);
        Assert.True(Pictures.Difference(result, reference) < 2e-3f);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Luminance_is_matched(bool deviation)
    {
        Image source = Pictures.Noise(40, 30, seed: 12), reference = Pictures.Smooth(50, 20);
        Image result = ColorTransfer.MatchLuminance(source, reference, deviation, clip: false);
        ColorStatistics a = ColorStatistics.Of(ColorTransfer.LuminanceOnly(result)), b = ColorStatistics.Of(ColorTransfer.LuminanceOnly(reference));
        Assert.Equal(b.Mean[0], a.Mean[0], 1e-5);
        if (deviation) Assert.Equal(b.Covariance[0], a.Covariance[0], 1e-5);
    }

    [Theory]
    [InlineData(ChromaSpace.Yuv, 0.006f)] // the reference's way back is rounded
    [InlineData(ChromaSpace.Lab, 1e-4f)]
    public void A_picture_merged_with_itself_stays(ChromaSpace space, float tolerance)
    {
        Image image = Pictures.Noise(33, 21, seed: 13);
        Assert.InRange(Pictures.Difference(image, ColorTransfer.MergeChroma(image, image, space)), 0, tolerance);
    }

    [Theory]
    [InlineData(ChromaSpace.Yuv)]
    [InlineData(ChromaSpace.Lab)]
    public void Colour_of_a_grey_picture_is_none(ChromaSpace space)
    {
        Image image = Pictures.Smooth(20, 20), grey = ColorTransfer.LuminanceOnly(Pictures.Smooth(20, 20));
        Image merged = ColorTransfer.MergeChroma(image, grey, space);
        for (int i = 0; i < merged.PixelCount; i++) Assert.Equal(merged.Channel(0)[i], merged.Channel(1)[i], 0.002f);
    }

    [Fact]
    public void Sizes_must_agree_to_merge() =>
        Assert.Throws<Tensors.ShapeException>(() => ColorTransfer.MergeChroma(new Image(2, 3), new Image(3, 2)));

    [Fact]
    public void Histogram_of_equal_sizes_is_a_permutation()
    {
        Image source = Continuous(31, 17, 14), reference = Continuous(31, 17, 15), result = ColorTransfer.MatchHistogram(source, reference);
        for (int c = 0; c < 3; c++) Assert.Equal(reference.Channel(c).ToArray().Order(), result.Channel(c).ToArray().Order());
    }

    [Fact]
    public void Histogram_keeps_order_and_equality_and_takes_any_size()
    {
        Image source = Pictures.Noise(40, 40, seed: 16, levels: 7), reference = Continuous(13, 90, 17), result = ColorTransfer.MatchHistogram(source, reference);
        for (int c = 0; c < 3; c++)
        {
            (float From, float To)[] pairs = source.Channel(c).ToArray().Zip(result.Channel(c).ToArray()).Distinct().OrderBy(p => p.First).ToArray();
            Assert.Equal(8, pairs.Length);
            for (int i = 1; i < pairs.Length; i++) Assert.True(pairs[i].To > pairs[i - 1].To);
        }

        Assert.Equal(Image.Filled(4, 4, 0.5f, 0.5f, 0.5f).Planar, ColorTransfer.MatchHistogram(new Image(4, 4), Image.Filled(3, 3, 0.5f, 0.5f, 0.5f)).Planar);
    }

    [Theory]
    [InlineData(512, 128, new[] { 128, 181, 256, 362, 512 })]
    [InlineData(100, 128, new[] { 100 })]
    [InlineData(3, 1, new[] { 1, 2, 3 })]
    public void Scales_are_those_of_the_reference(int end, int smallest, int[] expected) => Assert.Equal(expected, ImagePyramid.Scales(end, smallest));

    [Fact]
    public void The_last_level_is_the_picture()
    {
        Image image = Pictures.Smooth(301, 77);
        IReadOnlyList<Image> levels = ImagePyramid.Levels(image, 100);
        Assert.Equal([(106, 27), (150, 38), (213, 54), (301, 77)], levels.Select(l => (l.Width, l.Height)));
        Assert.Equal(image.Planar, levels[^1].Planar);
    }

    private static Image Continuous(int width, int height, int seed)
    {
        Random random = new(seed);
        Image image = new(width, height);
        for (int i = 0; i < image.Planar.Length; i++) image.Planar[i] = random.NextSingle();
        return image;
    }

    private static Image Correlated(int width, int height, int seed, float mix)
    {
        Image image = Continuous(width, height, seed);
        for (int i = 0; i < image.PixelCount; i++)
        {
            image.Channel(1)[i] = (image.Channel(1)[i] * (1 - mix)) + (image.Channel(0)[i] * mix);
            image.Channel(2)[i] = (image.Channel(2)[i] * 0.3f) + (image.Channel(1)[i] * 0.5f);
        }

        return image;
    }

    [Fact]
    public void Each_region_takes_the_statistics_of_its_own()
    {
        Image source = Pictures.Noise(24, 18, seed: 50), reference = Pictures.Noise(31, 10, seed: 51);
        for (int i = 0; i < reference.Planar.Length; i++) reference.Planar[i] = (i % 31 < 15 ? 0.2f : 0.6f) + (0.15f * reference.Planar[i]);
        (Mask, Mask)[] regions = [(Half(24, 18, true), Half(31, 10, true)), (Half(24, 18, false), Half(31, 10, false))];
        Image result = ColorTransfer.MatchRegions(source, reference, regions);
        foreach ((Mask inSource, Mask inReference) in regions)
        {
            ColorStatistics wanted = ColorStatistics.Of(reference, inReference), found = ColorStatistics.Of(result, inSource);
            Assert.Equal(wanted.Mean, found.Mean, (a, b) => Math.Abs(a - b) < 1e-4);
            Assert.Equal(wanted.Covariance, found.Covariance, (a, b) => Math.Abs(a - b) < 1e-4);
        }

        Mask whole = new(24, 18, [.. Enumerable.Repeat(1f, 24 * 18)]);
        Assert.Equal(ColorStatistics.Of(source).Covariance, ColorStatistics.Of(source, whole).Covariance, (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Throws<ShapeException>(() => ColorStatistics.Of(source, new Mask(24, 18, new float[24 * 18])));
        Assert.Throws<ShapeException>(() => ColorStatistics.Of(source, Half(18, 24, true)));

        static Mask Half(int width, int height, bool left) => new(width, height, [.. Enumerable.Range(0, width * height).Select(i => i % width < width / 2 == left ? 1f : 0f)]);
    }
}
