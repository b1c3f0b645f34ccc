using System.Buffers.Binary;

namespace OnnxStyle.Imaging.Tests;

public sealed class DamagedFileTests
{
    public static TheoryData<string> Formats => ["png", "jpg", "webp", "tif"];

    [Theory]
    [MemberData(nameof(Formats))]
    public void A_truncated_file_is_one_sentence(string extension)
    {
        byte[] file = ImageFile.Encode(Pictures.Noise(60, 50, seed: 30), extension);
        foreach (int length in new[] { 0, 1, 3, 11, 40, file.Length / 2, file.Length * 9 / 10 })
        {
            ImageFormatException error = Assert.Throws<ImageFormatException>(() => ImageFile.Decode(file.AsSpan(0, length)));
            Assert.EndsWith(".", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("\n", error.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"10\" height=\"10\"></svg>")]
    [InlineData("%PDF-1.7")]
    [InlineData("GIF89a")]
    [InlineData("P6 2 2 255 abcdefabcdef")]
    public void What_is_no_picture_for_us_is_refused(string text)
    {
        ImageFormatException error = Assert.Throws<ImageFormatException>(() => ImageFile.Decode(System.Text.Encoding.ASCII.GetBytes(text)));
        Assert.Contains("not a picture that this program reads", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1 << 30, 1 << 30)]
    [InlineData(int.MaxValue, 1)]
    [InlineData(0, 0)]
    public void A_header_that_lies_is_refused(int width, int height) =>
        Assert.Throws<ImageFormatException>(() => ImageFile.Decode(PngHeader(width, height)));

    [Fact]
    public void The_limit_is_checked_before_pixels_are()
    {
        // 900 megapixels promised, none delivered: were pixels asked for first, the error would be another.
        ImageFormatException error = Assert.Throws<ImageFormatException>(() => ImageFile.Decode(PngHeader(30_000, 30_000)));
        Assert.Contains("900 megapixels", error.Message, StringComparison.Ordinal);
        Assert.Contains("400", error.Message, StringComparison.Ordinal);
        byte[] small = ImageFile.Encode(new Image(2000, 1000), "png");
        Assert.Throws<ImageFormatException>(() => ImageFile.Decode(small, new ImageLoadOptions { MaximumMegapixels = 1.9 }));
        Assert.Equal(2000, ImageFile.Decode(small, new ImageLoadOptions { MaximumMegapixels = 2 }).Width);
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_named()
    {
        Assert.Contains("does not exist", Assert.Throws<ImageFormatException>(() => ImageFile.Load("/no/such/file.png")).Message, StringComparison.Ordinal);
        Assert.Contains("is a folder", Assert.Throws<ImageFormatException>(() => ImageFile.Load(Path.GetTempPath())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_options_list_every_problem() => Assert.Equal(2, Assert.Throws<Tensors.OptionsException>(() =>
        ImageFile.Decode(ImageFile.Encode(new Image(1, 1), "png"), new ImageLoadOptions { MaximumMegapixels = -1, Background = (2, 0, 0) })).Problems.Count);

    [Theory]
    [MemberData(nameof(Formats))]
    public void Damaged_bytes_never_crash(string extension)
    {
        byte[] file = ImageFile.Encode(Pictures.Smooth(48, 33), extension);
        ImageLoadOptions options = new() { MaximumMegapixels = 1 };
        for (int seed = 0; seed < 300; seed++)
        {
            Random random = new(seed);
            byte[] bytes = (byte[])file.Clone();
            int changes = 1 + random.Next(8), reach = random.Next(3) == 0 ? Math.Min(200, bytes.Length) : bytes.Length;
            for (int i = 0; i < changes; i++) bytes[random.Next(reach)] = (byte)random.Next(256);
            if (random.Next(4) == 0) bytes = bytes[..random.Next(bytes.Length)];
            try
            {
                Image image = ImageFile.Decode(bytes, options);
                Assert.All(image.Planar.Take(100), v => Assert.True(v is >= 0 and <= 1, $"seed {seed}"));
            }
            catch (ImageFormatException)
            {
                // The one error that is allowed.
            }
        }
    }

    private static byte[] PngHeader(int width, int height)
    {
        byte[] png = new byte[8 + 25 + 12 + 12];
        new byte[] { 0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A }.CopyTo(png, 0);
        byte[] header = [.. "IHDR"u8, 0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(8), height);
        Chunk(png.AsSpan(8), header);
        Chunk(png.AsSpan(33), [.. "IDAT"u8]);
        Chunk(png.AsSpan(45), [.. "IEND"u8]);
        return png;
    }

    private static void Chunk(Span<byte> to, byte[] typeAndData)
    {
        BinaryPrimitives.WriteInt32BigEndian(to, typeAndData.Length - 4);
        typeAndData.CopyTo(to[4..]);
        uint crc = uint.MaxValue;
        foreach (byte b in typeAndData)
        {
            crc ^= b;
            for (int i = 0; i < 8; i++) crc = (crc >> 1) ^ (0xEDB88320u & (uint)-(int)(crc & 1));
        }

        BinaryPrimitives.WriteUInt32BigEndian(to[(4 + typeAndData.Length)..], ~crc);
    }
}
