using OnnxStyle.Imaging.Native;

namespace OnnxStyle.Imaging.Tests;

/// <summary>Files that this room never writes but people have.</summary>
public sealed class OddFileTests
{
    public static TheoryData<int, string> Orientations
    {
        get
        {
            TheoryData<int, string> rows = [];
            foreach (string saver in new[] { "tiffsave_buffer", "pngsave_buffer" })
                for (int orientation = 1; orientation <= 8; orientation++) rows.Add(orientation, saver);
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Orientations))]
    public void Pictures_come_out_upright(int orientation, string saver)
    {
        Image stored = Pictures.Noise(13, 7, seed: 20 + orientation);
        VipsImage source = Samples.FromPlanar(stored, 8);
        source.SetMetadata("orientation", orientation);
        byte[] file = source.Save(saver);
        source.Dispose();
        ImageInfo info = ImageFile.Inspect(file);
        Assert.Equal((orientation, 13, 7), (info.Orientation, info.Width, info.Height));
        Image upright = ImageFile.Decode(file);
        Assert.Equal((info.DisplayWidth, info.DisplayHeight), (upright.Width, upright.Height));
        Assert.Equal(stored.Planar, ImageFile.Decode(file, new ImageLoadOptions { ApplyOrientation = false }).Planar);

        // libvips' own rotation is the oracle.
        using VipsImage turned = Turn(Samples.FromPlanar(stored, 8), orientation);
        Assert.Equal(Samples.ToPlanar(turned, 1).Planar, upright.Planar);
        Assert.Equal((5, 9), Sides(ImageFile.Decode(file, new ImageLoadOptions { Size = ImageSize.Exact(5, 9) })));
    }

    [Theory]
    [InlineData("jpegsave_buffer", 0.03f)]
    [InlineData("tiffsave_buffer", 0.005f)]
    public void Cmyk_becomes_rgb(string saver, float tolerance)
    {
        // White paper and full cyan, magenta, yellow.
        byte[] inks = new byte[64 * 16 * 4];
        for (int i = 0; i < 64 * 16; i++)
        {
            int ink = i % 64 / 16;
            if (ink > 0) inks[(4 * i) + ink - 1] = 255;
        }

        byte[] file = File(inks, 64, 16, 4, SampleFormat.UInt8, Interpretation.Cmyk, saver);
        Assert.Equal("cmyk", ImageFile.Inspect(file).ColorSpace);
        Image image = ImageFile.Decode(file);
        (float[] white, float[] cyan, float[] magenta, float[] yellow) = (Pixel(image, 8), Pixel(image, 24), Pixel(image, 40), Pixel(image, 56));
        Assert.All(white, v => Assert.InRange(v, 1 - tolerance, 1));
        Assert.True(cyan[0] < 0.4f && cyan[1] > 0.5f && cyan[2] > 0.7f, string.Join(' ', cyan));
        Assert.True(magenta[1] < 0.4f && magenta[0] > 0.6f, string.Join(' ', magenta));
        Assert.True(yellow[2] < 0.4f && yellow[0] > 0.8f && yellow[1] > 0.7f, string.Join(' ', yellow));
    }

    [Theory]
    [InlineData("pngsave_buffer")]
    [InlineData("tiffsave_buffer")]
    public void Grey_becomes_three_equal_channels(string saver)
    {
        byte[] eight = [0, 51, 102, 153, 204, 255];
        ushort[] sixteen = [0, 1, 256, 32768, 65534, 65535];
        Image small = ImageFile.Decode(File(eight, 3, 2, 1, SampleFormat.UInt8, Interpretation.BlackWhite, saver));
        Image fine = ImageFile.Decode(File(sixteen, 3, 2, 1, SampleFormat.UInt16, Interpretation.Grey16, saver));
        for (int c = 0; c < 3; c++)
        {
            for (int i = 0; i < 6; i++)
            {
                Assert.Equal(eight[i] / 255f, small.Channel(c)[i], 1e-6f);
                Assert.Equal(sixteen[i] / 65535f, fine.Channel(c)[i], 1e-5f);
            }
        }
    }

    [Fact]
    public void Transparent_pixels_show_the_background()
    {
        byte[] pixels = [255, 0, 0, 255, 255, 0, 0, 0, 0, 0, 0, 51];
        byte[] file = File(pixels, 3, 1, 4, SampleFormat.UInt8, Interpretation.Srgb, "pngsave_buffer");
        Assert.True(ImageFile.Inspect(file).HasAlpha);
        Assert.Equal([1, 1, 0.8f, 0, 1, 0.8f, 0, 1, 0.8f], ImageFile.Decode(file).Planar, (a, b) => Math.Abs(a - b) < 0.004f);
        Image green = ImageFile.Decode(file, new ImageLoadOptions { Background = (0, 1, 0) });
        Assert.Equal([0, 1, 0], Pixel(green, 1), (a, b) => Math.Abs(a - b) < 0.004f);

        ushort[] wide = [65535, 0, 0, 0, 0, 0, 0, 13107];
        Image fine = ImageFile.Decode(File(wide, 2, 1, 4, SampleFormat.UInt16, Interpretation.Rgb16, "pngsave_buffer"));
        Assert.Equal([1, 0.8f, 1, 0.8f, 1, 0.8f], fine.Planar, (a, b) => Math.Abs(a - b) < 1e-4f);
    }

    [Fact]
    public void Grey_with_alpha_is_flattened()
    {
        byte[] pixels = [0, 255, 0, 0];
        Image image = ImageFile.Decode(File(pixels, 2, 1, 2, SampleFormat.UInt8, Interpretation.BlackWhite, "pngsave_buffer"));
        Assert.Equal([0, 1, 0, 1, 0, 1], image.Planar, (a, b) => Math.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void A_foreign_profile_is_converted_also_beside_alpha()
    {
        // Display P3 (0.8, 0.3, 0.3) is sRGB (0.8739, 0.2494, 0.2769): P3 to XYZ to sRGB by their matrices.
        byte[] opaque = [204, 77, 77, 128, 128, 128];
        byte[] file = File(opaque, 2, 1, 3, SampleFormat.UInt8, Interpretation.Srgb, "pngsave_buffer", ("profile", "p3"));
        Assert.True(ImageFile.Inspect(file).HasProfile);
        Image image = ImageFile.Decode(file);
        Assert.True(image.Planar[0] > 0.84f && image.Planar[2] < 0.28f, string.Join(' ', image.Planar));
        for (int c = 0; c < 3; c++) Assert.Equal(128 / 255f, image.Channel(c)[1], 0.004f);
        Assert.Equal(204 / 255f, ImageFile.Decode(file, new ImageLoadOptions { ApplyProfile = false }).Planar[0], 1e-6f);

        byte[] half = [128, 128, 128, 51];
        Image mixed = ImageFile.Decode(File(half, 1, 1, 4, SampleFormat.UInt8, Interpretation.Srgb, "pngsave_buffer", ("profile", "p3")));
        Assert.Equal((0.2f * 128 / 255f) + 0.8f, mixed.Planar[0], 0.01f);
    }

    [Fact]
    public void A_damaged_profile_is_named_and_can_be_left_out()
    {
        byte[] file = File(new byte[12], 2, 2, 3, SampleFormat.UInt8, Interpretation.Srgb, "tiffsave_buffer", ("profile", "p3"));
        int at = file.AsSpan().IndexOf("acsp"u8);
        Assert.True(at > 0);
        file.AsSpan(at - 30, 60).Fill(0xEE);
        ImageFormatException error = Assert.Throws<ImageFormatException>(() => ImageFile.Decode(file));
        Assert.Contains("profile", error.Message, StringComparison.Ordinal);
        Assert.All(ImageFile.Decode(file, new ImageLoadOptions { ApplyProfile = false }).Planar, v => Assert.Equal(0, v));
    }

    [Fact]
    public void Pictures_load_on_many_threads_at_once()
    {
        byte[][] files = [.. Enumerable.Range(0, 8).Select(i => ImageFile.Encode(Pictures.Noise(50 + i, 40, seed: i), "png"))];
        Parallel.For(0, 64, i => Assert.Equal(0, Pictures.Difference(Pictures.Noise(50 + (i % 8), 40, seed: i % 8), ImageFile.Decode(files[i % 8])), 1e-7f));
    }

    private static VipsImage Turn(VipsImage image, int orientation)
    {
        image.SetMetadata("orientation", orientation);
        return image.Then("autorot");
    }

    private static byte[] File<T>(T[] samples, int width, int height, int bands, SampleFormat format, Interpretation meaning, string saver, params ReadOnlySpan<(string, object)> options)
        where T : unmanaged
    {
        using VipsImage image = VipsImage.FromMemory<T>(samples, width, height, bands, format).Then("copy", ("interpretation", (int)meaning));
        return image.Save(saver, options);
    }

    private static float[] Pixel(Image image, int i) => [image.Channel(0)[i], image.Channel(1)[i], image.Channel(2)[i]];

    private static (int Width, int Height) Sides(Image image) => (image.Width, image.Height);
}
