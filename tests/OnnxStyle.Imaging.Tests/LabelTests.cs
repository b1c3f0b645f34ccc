using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging.Tests;

/// <summary>Maps of labels as people draw them: soft borders, the noise of jpg, palettes of their own.</summary>
public sealed class LabelTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("onnxstyle-labels-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(0)] // hard
    [InlineData(1.5)]
    [InlineData(4)]
    public void A_soft_border_makes_no_third_class(double blur)
    {
        Image halves = Halves(60, 41);
        Image soft = ImageBlur.Gaussian(halves, blur);
        LabelMap map = LabelCleaning.Clean(LabelMap.FromImage(soft, LabelPalette.DeepPhotoStrict));
        Assert.Equal([(byte)2, (byte)3], map.Present); // black and white
        LabelMap hard = LabelMap.FromImage(halves, LabelPalette.DeepPhoto);
        Assert.InRange(map.Labels.Zip(hard.Labels, (a, b) => a == b ? 0 : 1).Sum(), 0, 2 * 41); // a pixel to each side
        if (blur > 0) Assert.Contains((byte)6, LabelMap.FromImage(soft, LabelPalette.DeepPhoto).Present); // the control: plain nearest colours do make grey
    }

    [Theory]
    [InlineData(30)]
    [InlineData(75)]
    [InlineData(95)]
    public void The_noise_of_jpg_is_cleaned(int quality)
    {
        string path = Path.Combine(folder, "mask.jpg");
        ImageFile.Save(Halves(64, 48), path, new ImageSaveOptions { Quality = quality });
        LabelMap map = LabelFile.Load(path);
        Assert.Equal([(byte)2, (byte)3], map.Present);
        Assert.InRange(map.Count(2) / (double)map.Labels.Length, 0.45, 0.55);
    }

    [Fact]
    public void A_thin_line_goes_and_a_small_square_stays()
    {
        Image image = new(20, 20);
        for (int y = 0; y < 20; y++) Set(image, 5, y, (1, 0, 0)); // one pixel of red
        for (int y = 10; y < 13; y++) for (int x = 12; x < 15; x++) Set(image, x, y, (0, 0, 1));
        LabelMap map = LabelCleaning.Clean(LabelMap.FromImage(image, LabelPalette.DeepPhotoStrict));
        Assert.Equal([(byte)0, (byte)2], map.Present);
        Assert.Equal(9, map.Count(0));
    }

    [Fact]
    public void A_picture_too_small_for_cores_keeps_its_labels()
    {
        Image image = new(2, 1);
        Set(image, 1, 0, (1, 1, 1));
        Assert.Equal([(byte)2, (byte)3], LabelCleaning.Clean(LabelMap.FromImage(image, LabelPalette.DeepPhotoStrict)).Labels);
    }

    [Fact]
    public void A_photograph_is_no_map()
    {
        ShapeException error = Assert.Throws<ShapeException>(() => LabelCleaning.Clean(LabelMap.FromImage(Pictures.Noise(40, 30, seed: 3), LabelPalette.DeepPhotoStrict)));
        Assert.Contains("as in a photograph", error.Message, StringComparison.Ordinal);
        string path = Path.Combine(folder, "photo.png");
        ImageFile.Save(Pictures.Noise(40, 30, seed: 3), path);
        Assert.Contains("photo.png", Assert.Throws<ImageFormatException>(() => LabelFile.Load(path)).Message, StringComparison.Ordinal);
        Assert.Contains("more than 64", Assert.Throws<ImageFormatException>(() => LabelFile.PaletteOf(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Grey_levels_are_labels_exactly()
    {
        string path = Path.Combine(folder, "grey.png");
        Image image = new(3, 1);
        Set(image, 1, 0, (1 / 255f, 1 / 255f, 1 / 255f));
        Set(image, 2, 0, (7 / 255f, 7 / 255f, 7 / 255f));
        ImageFile.Save(image, path);
        Assert.Equal([(byte)0, (byte)1, (byte)7], LabelFile.Load(path, LabelPalette.GreyLevels).Labels);
        Assert.Equal(3, LabelFile.PaletteOf(path).Colors.Count);
    }

    [Fact]
    public void A_palette_comes_from_json()
    {
        LabelPalette palette = LabelPaletteFile.Parse("""{ "sky": "#0080ff", "rock": [128, 64, 0] }""");
        Assert.Equal(["sky", "rock"], palette.Colors.Select(color => color.Name));
        Assert.Equal(0, palette.Find(0.03f, 0.5f, 0.97f));
        Assert.Equal(1, palette.Find(0.5f, 0.25f, 0.05f));
        Assert.Equal(LabelMap.None, palette.Find(1, 1, 1));
    }

    [Theory]
    [InlineData("nothing", "cannot be read")]
    [InlineData("[1]", "no object in braces")]
    [InlineData("{}", "0 colours")]
    [InlineData("""{ "sky": "blue" }""", "'sky' has the colour")]
    [InlineData("""{ "sky": [0, 0, 256] }""", "0 to 255")]
    [InlineData("""{ "sky": [0, 0] }""", "0 to 255")]
    [InlineData("""{ "sky": "#0000ff", "sea": [0, 0, 255] }""", "'sea' has the colour of 'sky'")]
    public void A_wrong_palette_is_named(string json, string expected) =>
        Assert.Contains(expected, Assert.Throws<OptionsException>(() => LabelPaletteFile.Parse(json)).Message, StringComparison.Ordinal);

    private static Image Halves(int width, int height)
    {
        Image image = new(width, height);
        for (int c = 0; c < 3; c++)
            for (int i = 0; i < image.PixelCount; i++) image.Channel(c)[i] = i % width < width / 2 ? 0 : 1;
        return image;
    }

    private static void Set(Image image, int x, int y, (float R, float G, float B) color)
    {
        int at = (y * image.Width) + x;
        (image.Channel(0)[at], image.Channel(1)[at], image.Channel(2)[at]) = color;
    }
}
