using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging.Tests;

public sealed class RoundTripTests
{
    private const float HalfStep16 = 0.6f / 65535;

    [Theory]
    [InlineData("png", 8, 1, 1)]
    [InlineData("png", 8, 17, 5)]
    [InlineData("png", 8, 10000, 10)]
    [InlineData("tif", 8, 13, 29)]
    [InlineData("tif", 8, 3, 1000)]
    public void Eight_bits_come_back_exactly(string extension, int bits, int width, int height)
    {
        Image image = Pictures.Noise(width, height, seed: 1);
        Image back = ImageFile.Decode(ImageFile.Encode(image, extension, new ImageSaveOptions { BitDepth = bits }));
        Assert.Equal(0, Pictures.Difference(image, back), 1e-7f);
    }

    [Theory]
    [InlineData("png", true)]
    [InlineData("tif", true)]
    [InlineData("png", false)]
    [InlineData("tif", false)]
    public void Sixteen_bits_come_back_exactly(string extension, bool profile)
    {
        Image image = Pictures.Noise(31, 9, seed: 2, levels: 65535);
        byte[] file = ImageFile.Encode(image, extension, new ImageSaveOptions { BitDepth = 16, EmbedProfile = profile });
        Assert.Equal(16, ImageFile.Inspect(file).BitDepth);
        Assert.Equal(profile, ImageFile.Inspect(file).HasProfile);
        Assert.True(Pictures.Difference(image, ImageFile.Decode(file)) < HalfStep16);
    }

    [Fact]
    public void Lossless_webp_comes_back_exactly()
    {
        Image image = Pictures.Noise(40, 23, seed: 3);
        Assert.Equal(0, Pictures.Difference(image, ImageFile.Decode(ImageFile.Encode(image, "webp", new ImageSaveOptions { Lossless = true }))), 1e-7f);
    }

    [Theory]
    [InlineData("jpg", 0.006)]
    [InlineData("webp", 0.012)]
    public void Lossy_formats_stay_close_on_smooth_pictures(string extension, double meanTolerance)
    {
        Image image = Pictures.Smooth(97, 61);
        Assert.InRange(Pictures.MeanDifference(image, ImageFile.Decode(ImageFile.Encode(image, extension))), 0, meanTolerance);
    }

    [Fact]
    public void Jpeg_keeps_the_colour_of_every_pixel()
    {
        // Red and blue columns: chroma subsampling would mix them into purple.
        Image image = new(16, 16);
        for (int i = 0; i < image.PixelCount; i++) image.Channel((i % 2) * 2)[i] = 1;
        Image back = ImageFile.Decode(ImageFile.Encode(image, "jpg"));
        Assert.InRange(Pictures.MeanDifference(image, back), 0, 0.03);
    }

    [Fact]
    public void Values_outside_are_clipped_and_not_a_number_is_black()
    {
        Image image = new(2, 1, [-3, 7, float.NaN, float.PositiveInfinity, 0.5f, float.NegativeInfinity]);
        Image back = ImageFile.Decode(ImageFile.Encode(image, "png"));
        Assert.Equal([0, 1, 0, 1, 128 / 255f, 0], back.Planar);
    }

    [Theory]
    [InlineData("a.png", "png")]
    [InlineData("b.JPG", "jpeg")]
    [InlineData("c.jpeg", "jpeg")]
    [InlineData("d.webp", "webp")]
    [InlineData("e.tif", "tiff")]
    [InlineData("ünïcode name.TIFF", "tiff")]
    public void The_extension_chooses_the_format(string name, string format)
    {
        string folder = Directory.CreateTempSubdirectory("imaging").FullName;
        string path = Path.Combine(folder, name);
        ImageFile.Save(Pictures.Smooth(20, 10), path);
        ImageInfo info = ImageFile.Inspect(path);
        Assert.Equal((format, 20, 10, 3, 8, "srgb", 1), (info.Format, info.Width, info.Height, info.Bands, info.BitDepth, info.ColorSpace, info.Orientation));
        Assert.Single(Directory.GetFiles(folder));
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("x.bmp", ".bmp")]
    [InlineData("x", "no extension")]
    public void An_unknown_extension_is_refused_with_the_known_ones(string path, string part)
    {
        ImageFormatException error = Assert.Throws<ImageFormatException>(() => ImageFile.Save(new Image(2, 2), path));
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        foreach (string known in ImageFile.WritableExtensions) Assert.Contains(known, error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Options_list_every_problem()
    {
        OptionsException error = Assert.Throws<OptionsException>(() => new ImageSaveOptions { BitDepth = 12, Quality = 0, Compression = 10 }.Validate());
        Assert.Equal(3, error.Problems.Count);
        Assert.Throws<OptionsException>(() => ImageFile.Encode(new Image(1, 1), "jpg", new ImageSaveOptions { BitDepth = 16 }));
    }

    [Fact]
    public void A_side_that_webp_cannot_hold_is_refused() =>
        Assert.Contains("16383", Assert.Throws<ImageFormatException>(() => ImageFile.Encode(new Image(16384, 1), "webp")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_full_disk_leaves_the_sentence_and_nothing_else()
    {
        string folder = Directory.CreateTempSubdirectory("imaging").FullName;
        FileWriteException error = Assert.Throws<FileWriteException>(() => ImageFile.Save(new Image(3, 3), Path.Combine(folder, "none", "x.png")));
        Assert.Contains("does not exist", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(folder));
        Directory.Delete(folder);
    }
}
