using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging.Tests;

public sealed class RegionTests
{
    [Fact]
    public void A_mask_survives_a_file()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("imaging").FullName, "mask.png");
        float[] values = [0, 51 / 255f, 102 / 255f, 1, 204 / 255f, 0];
        ImageFile.Save(new Mask(3, 2, values).ToImage(), path);
        Assert.Equal(values, ImageFile.LoadMask(path).Values, (a, b) => Math.Abs(a - b) < 1e-6f);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Theory]
    [InlineData(64, 48, 16, 12)]
    [InlineData(31, 17, 9, 5)]
    [InlineData(10, 10, 33, 21)]
    public void Shrinking_by_area_keeps_coverage(int w, int h, int nw, int nh)
    {
        Mask mask = new(w, h, Pictures.Noise(w, h, seed: 40).Channel(0).ToArray());
        Assert.Equal(mask.Coverage, mask.Resize(nw, nh).Coverage, 1e-5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(50)]
    public void Growing_is_the_largest_and_shrinking_the_smallest_in_reach(int reach)
    {
        Mask mask = new(19, 13, Pictures.Noise(19, 13, seed: 41).Channel(0).ToArray()), grown = mask.Grow(reach), shrunk = mask.Shrink(reach);
        for (int y = 0; y < 13; y++)
        {
            for (int x = 0; x < 19; x++)
            {
                float[] near = [.. from v in Enumerable.Range(y - reach, (2 * reach) + 1) from u in Enumerable.Range(x - reach, (2 * reach) + 1) where v is >= 0 and < 13 && u is >= 0 and < 19 select mask.Values[(v * 19) + u]];
                Assert.Equal(near.Max(), grown.Values[(y * 19) + x]);
                Assert.Equal(near.Min(), shrunk.Values[(y * 19) + x]);
            }
        }

        Assert.Equal(mask.Invert().Grow(reach).Values, shrunk.Invert().Values, (a, b) => Math.Abs(a - b) < 1e-6f);
    }

    [Fact]
    public void Threshold_is_hard() => Assert.Equal([0, 1, 1], new Mask(3, 1, [0.49f, 0.5f, 1]).Threshold().Values);

    [Fact]
    public void The_nine_colours_are_found_also_when_a_little_off()
    {
        LabelPalette palette = LabelPalette.DeepPhoto;
        Assert.Equal(9, palette.Colors.Count);
        for (byte i = 0; i < 9; i++)
        {
            (_, float r, float g, float b) = palette.Colors[i];
            Assert.Equal(i, palette.Find(r * 0.95f, g * 0.93f, Math.Abs(b - 0.05f)));
        }
    }

    [Fact]
    public void Beyond_the_tolerance_there_is_no_label()
    {
        LabelPalette strict = new(LabelPalette.DeepPhoto.Colors, tolerance: 0.1f);
        Assert.Equal(LabelMap.None, strict.Find(0.3f, 0, 0));
        Assert.Equal(4, strict.Find(0.95f, 0.05f, 0));
    }

    [Fact]
    public void Labels_resize_by_the_nearest_and_split_into_masks()
    {
        Image picture = new(4, 2, [1, 1, 0, 0, 1, 1, 0, 0, .. new float[8], 0, 0, 1, 1, 0, 0, 1, 1]);
        LabelMap map = LabelMap.FromImage(picture, LabelPalette.DeepPhoto), big = map.Resize(9, 7);
        Assert.Equal([0, 4], map.Present);
        Assert.Equal([0, 4], big.Present);
        Assert.Equal(63, big.Count(0) + big.Count(4));
        float[] sum = [.. big.Mask(0).Values.Zip(big.Mask(4).Values, (a, b) => a + b)];
        Assert.All(sum, v => Assert.Equal(1, v));
        Assert.Equal(map.Labels, map.Resize(40, 20).Resize(4, 2).Labels);
    }

    [Fact]
    public void Grey_levels_are_labels_up_to_64()
    {
        LabelMap map = LabelMap.FromImage(Grey(64), LabelPalette.GreyLevels);
        Assert.Equal(Enumerable.Range(0, 64).Select(i => (byte)i), map.Present);
        Assert.Throws<ShapeException>(() => LabelMap.FromImage(Grey(65), LabelPalette.GreyLevels));
    }

    [Fact]
    public void A_file_with_too_many_labels_is_named()
    {
        string path = Path.Combine(Directory.CreateTempSubdirectory("imaging").FullName, "labels.png");
        ImageFile.Save(Grey(200), path);
        Assert.Contains(path, Assert.Throws<ImageFormatException>(() => ImageFile.LoadLabels(path, LabelPalette.GreyLevels)).Message, StringComparison.Ordinal);
        Assert.NotEmpty(ImageFile.LoadLabels(path).Present);
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [Fact]
    public void A_palette_of_pictures_finds_exactly_their_colours()
    {
        LabelPalette palette = LabelPalette.Of(Image.Filled(3, 3, 1, 0, 0), Image.Filled(2, 2, 0, 0, 1), Image.Filled(1, 1, 1, 0, 0));
        Assert.Equal(["#0000ff", "#ff0000"], palette.Colors.Select(c => c.Name));
        Assert.Equal(LabelMap.None, palette.Find(0.98f, 0, 0));
        Assert.Throws<ShapeException>(() => LabelPalette.Of(Pictures.Noise(20, 20, seed: 42)));
    }

    private static Image Grey(int levels)
    {
        float[] values = [.. Enumerable.Range(0, levels).Select(i => i / 255f)];
        return new Image(levels, 1, [.. values, .. values, .. values]);
    }
}
