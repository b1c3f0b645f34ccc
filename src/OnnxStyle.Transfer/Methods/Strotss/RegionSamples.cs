namespace OnnxStyle.Transfer;

/// <summary>How many samples a region has at a scale, and the pairs of pixels that point guidance adds to them.</summary>
/// <param name="Region">Where samples may lie.</param>
/// <param name="Count">Samples of the output.</param>
/// <param name="StyleCount">Samples of the style.</param>
/// <param name="Pairs">Pixels of the output and their partners in the style; they follow the samples.</param>
internal sealed record RegionSamples(SampledRegion Region, int Count, int StyleCount, IReadOnlyList<(int Content, int Style)> Pairs)
{
    /// <summary>Shares the pairs among the regions: each goes to the one in which its content point lies, else to the first.</summary>
    public static IReadOnlyList<RegionSamples> Of(
        IReadOnlyList<SampledRegion> regions, StrotssOptions options, IReadOnlyList<PointPair> points, (int Width, int Height) given, (int Width, int Height) size,
        (int Width, int Height) styleGiven, (int Width, int Height) styleSize)
    {
        List<(int Content, int Style)>[] pairs = [.. regions.Select(_ => new List<(int Content, int Style)>())];
        foreach (PointPair point in points)
        {
            int home = 0, center = Pixel(point.ContentX, point.ContentY, 0, 0, given, size);
            for (int i = regions.Count - 1; i >= 0; i--) if (regions[i].Contains(center)) home = i;
            int spacing = Spacing(size), styleSpacing = Spacing(styleSize);
            for (int dy = -1; dy <= 1; dy++)
                for (int dx = -1; dx <= 1; dx++)
                    pairs[home].Add((
                        Pixel(point.ContentX, point.ContentY, dx * spacing, dy * spacing, given, size),
                        Pixel(point.StyleX, point.StyleY, dx * styleSpacing, dy * styleSpacing, styleGiven, styleSize)));
        }

        return [.. regions.Select((region, i) =>
            new RegionSamples(region, Math.Min(options.Samples, region.Content.Length), Math.Min(options.StyleSamples, region.Style.Length), pairs[i]))];

        int Spacing((int Width, int Height) of) => (int)Math.Round(options.PointSpacing * Math.Max(of.Width, of.Height));
    }

    // A point of the picture as it was given, at the size of the scale, moved and kept within.
    private static int Pixel(double x, double y, int dx, int dy, (int Width, int Height) given, (int Width, int Height) size)
    {
        int column = Math.Clamp((int)(x * size.Width / given.Width) + dx, 0, size.Width - 1), row = Math.Clamp((int)(y * size.Height / given.Height) + dy, 0, size.Height - 1);
        return (row * size.Width) + column;
    }
}
