namespace OnnxStyle.Imaging.Tests;

public sealed class ResizeTests
{
    public static TheoryData<Resampling> Kernels => [.. Enum.GetValues<Resampling>()];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void A_constant_picture_stays_constant(Resampling kernel)
    {
        foreach ((int w, int h, int nw, int nh) in new[] { (1, 1, 7, 5), (64, 3, 5, 9), (17, 31, 31, 17), (100, 100, 1, 1), (5, 7, 640, 480) })
        {
            Image resized = ImageResize.Resize(Image.Filled(w, h, 0.25f, 0.5f, 0.75f), nw, nh, kernel);
            Assert.True(Pictures.Difference(Image.Filled(nw, nh, 0.25f, 0.5f, 0.75f), resized) < 1e-6f, $"{w}x{h} to {nw}x{nh}");
        }
    }

    [Theory]
    [MemberData(nameof(Kernels))]
    public void Mirroring_commutes_with_resizing(Resampling kernel)
    {
        // 30 to 12: no centre falls between two samples, so nearest has no ties.
        Image image = Pictures.Noise(30, 30, seed: 5);
        Image one = Mirror(ImageResize.Resize(image, 12, 12, kernel)), other = ImageResize.Resize(Mirror(image), 12, 12, kernel);
        Assert.True(kernel == Resampling.Nearest || Pictures.Difference(one, other) < 1e-5f);
    }

    [Theory]
    [InlineData(Resampling.Lanczos3)]
    [InlineData(Resampling.Bicubic)]
    [InlineData(Resampling.Linear)]
    [InlineData(Resampling.Area)]
    public void The_finest_stripes_shrink_to_grey(Resampling kernel)
    {
        Image stripes = new(256, 4);
        for (int i = 0; i < stripes.Planar.Length; i++) stripes.Planar[i] = i % 2;
        Image small = ImageResize.Resize(stripes, 64, 4, kernel);
        for (int x = 8; x < 56; x++) Assert.InRange(small.Planar[x], 0.48f, 0.52f);
    }

    [Fact]
    public void Area_keeps_the_mean()
    {
        Image image = Pictures.Noise(97, 61, seed: 6);
        Assert.Equal(image.Planar.Average(), ImageResize.Resize(image, 23, 17, Resampling.Area).Planar.Average(), 1e-5);
    }

    [Fact]
    public void Linear_doubling_gives_the_known_quarters() =>
        Assert.Equal([0, 1, 3, 4], ImageResize.Planar([0, 4], 1, 2, 1, 4, 1, Resampling.Linear));

    [Fact]
    public void Planar_does_not_clip()
    {
        float[] step = ImageResize.Planar([0, 0, 0, 100, 100, 100], 1, 6, 1, 12, 1, Resampling.Bicubic);
        Assert.Contains(step, v => v < 0);
        Assert.Contains(step, v => v > 100);
    }

    [Fact]
    public void Linear_light_is_brighter_between_black_and_white()
    {
        Image image = new(2, 1, [0, 1, 0, 1, 0, 1]);
        Assert.Equal(0.5f, ImageResize.Resize(image, 1, 1, Resampling.Area).Planar[0], 1e-6f);
        Assert.Equal(0.7354f, ImageResize.Resize(image, 1, 1, Resampling.Area, linearLight: true).Planar[0], 1e-3f);
    }

    [Theory]
    [InlineData("512", 1024, 768, 512, 384)]
    [InlineData("512", 100, 200, 256, 512)]
    [InlineData("512+", 1024, 1024, 512, 512)]
    [InlineData("512+", 2000, 500, 1024, 256)]
    [InlineData("640x480", 10, 10, 640, 480)]
    [InlineData(" Native ", 33, 44, 33, 44)]
    [InlineData("3", 10000, 1, 3, 1)]
    public void Sizes_resolve(string text, int w, int h, int nw, int nh)
    {
        ImageSize size = ImageSize.Parse(text);
        Assert.Equal((nw, nh), size.Resolve(w, h));
        Assert.Equal(size, ImageSize.Parse(size.ToString()));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-5")]
    [InlineData("x")]
    [InlineData("12x")]
    [InlineData("1x2x3")]
    [InlineData("512++")]
    [InlineData("99999999999")]
    [InlineData("5 12")]
    public void Bad_sizes_are_refused(string text)
    {
        Assert.False(ImageSize.TryParse(text, out _));
        Assert.Throws<Tensors.OptionsException>(() => ImageSize.Parse(text));
    }

    [Theory]
    [InlineData("32")]
    [InlineData("20x50")]
    public void Loading_at_a_size_is_loading_and_resizing(string size)
    {
        byte[] file = ImageFile.Encode(Pictures.Smooth(400, 300), "png");
        Image direct = ImageFile.Decode(file, new ImageLoadOptions { Size = ImageSize.Parse(size) });
        Image twice = ImageResize.Resize(ImageFile.Decode(file), ImageSize.Parse(size));
        Assert.InRange(Pictures.Difference(direct, twice), 0, 0.03f); // two filters in a row instead of one
    }

    private static Image Mirror(Image image)
    {
        Image result = new(image.Width, image.Height);
        for (int y = 0; y < 3 * image.Height; y++)
            for (int x = 0; x < image.Width; x++) result.Planar[(y * image.Width) + x] = image.Planar[(y * image.Width) + image.Width - 1 - x];
        return result;
    }
}
