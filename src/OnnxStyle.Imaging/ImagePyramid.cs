using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging;

/// <summary>The sizes through which a picture is made, from small to large (style-transfer-pytorch: 128, 181, 256, 362, 512).</summary>
public static class ImagePyramid
{
    /// <summary>Sides from a smallest to an end, each the next one's divided by a factor, counted from the end.</summary>
    /// <param name="end">The last and largest side, pixels, 1 or more.</param>
    /// <param name="smallest">No side is below it, but the end itself may be.</param>
    /// <param name="factor">Above 1; the square root of 2 by default.</param>
    /// <returns>Ascending, without doubles; at least the end.</returns>
    /// <exception cref="OptionsException">A value is out of range.</exception>
    public static IReadOnlyList<int> Scales(int end, int smallest = 128, double factor = 1.4142135623730951)
    {
        List<string> problems = [];
        if (end < 1) problems.Add($"the end of the scales must be 1 or more, is {end}");
        if (smallest < 1) problems.Add($"the smallest scale must be 1 or more, is {smallest}");
        if (!(factor > 1.01)) problems.Add($"the factor between scales must be above 1.01, is {factor}");
        OptionsException.ThrowIfAny(nameof(ImagePyramid), problems);
        SortedSet<int> sides = [end];
        for (int i = 1; ; i++)
        {
            int side = (int)Math.Round(end / Math.Pow(factor, i));
            if (side < smallest) return [.. sides];
            sides.Add(side);
        }
    }

    /// <summary>The sizes for a picture whose long sides are <see cref="Scales"/> and whose last size is exactly its own.</summary>
    /// <param name="width">Pixels across at the end.</param>
    /// <param name="height">Pixels down at the end.</param>
    /// <param name="smallest">The smallest long side.</param>
    /// <param name="factor">Above 1.</param>
    public static IReadOnlyList<(int Width, int Height)> Sizes(int width, int height, int smallest = 128, double factor = 1.4142135623730951) =>
        [.. Scales(Math.Max(width, height), smallest, factor).Select(side => ImageResize.FitLongSide(width, height, side))];

    /// <summary>The picture at all <see cref="Sizes"/>, ascending; each made from the original.</summary>
    public static IReadOnlyList<Image> Levels(Image image, int smallest = 128, double factor = 1.4142135623730951, Resampling kernel = Resampling.Bicubic)
    {
        ArgumentNullException.ThrowIfNull(image);
        return [.. Sizes(image.Width, image.Height, smallest, factor).Select(size => ImageResize.Resize(image, size.Width, size.Height, kernel))];
    }
}
