namespace OnnxStyle.Transfer;

/// <summary>A region at one scale: where its samples may lie, and the drawing of them. Positions are indices of pixels, y · width + x.</summary>
internal sealed class SampledRegion
{
    // The authors' grid has about 128 x 128 points in the whole picture or region.
    private const double GridPoints = 128 * 128;

    private readonly HashSet<int>? inside;
    private readonly int width;

    /// <param name="name">For messages.</param>
    /// <param name="width">The content's pixels across.</param>
    /// <param name="content">The content's pixels in the region, ascending.</param>
    /// <param name="style">The style's pixels in the region, ascending.</param>
    public SampledRegion(string name, int width, int[] content, int[] style)
    {
        Name = name;
        this.width = width;
        Content = content;
        Style = style;
        if (content[^1] - content[0] + 1 != content.Length) inside = [.. content];
    }

    public string Name { get; }

    public int[] Content { get; }

    public int[] Style { get; }

    public bool Contains(int pixel) => inside?.Contains(pixel) ?? (pixel >= Content[0] && pixel <= Content[^1]);

    /// <summary>
    /// Positions in the output: those of a regular grid with a random offset that lie in the region, in random order, as many as wanted; where the grid has too
    /// few, other pixels of the region, and where these are too few, the same again.
    /// </summary>
    /// <remarks>Differs from the authors' code, which shuffles x and y on their own and so leaves the region: here both move together.</remarks>
    public int[] DrawContent(int count, Random offset, Random order)
    {
        double stride = Math.Sqrt(Content.Length / GridPoints);
        int strideX = Math.Max((int)Math.Floor(stride), 1), strideY = Math.Max((int)Math.Ceiling(stride), 1);
        int startX = offset.Next(strideX), startY = offset.Next(strideY);
        List<int> grid = [];
        foreach (int pixel in Content)
            if ((pixel % width) % strideX == startX && (pixel / width) % strideY == startY) grid.Add(pixel);
        int[] positions = [.. grid];
        order.Shuffle(positions);
        return Filled(positions, Content, count, order);
    }

    /// <summary>Random positions in the style, none twice unless there are too few.</summary>
    public int[] DrawStyle(int count, Random order) => Filled([], Style, count, order);

    private static int[] Filled(int[] first, int[] all, int count, Random order)
    {
        if (first.Length >= count) return first[..count];
        List<int> positions = [.. first];
        while (positions.Count < count)
        {
            HashSet<int> already = [.. positions];
            int[] more = [.. all.Where(pixel => !already.Contains(pixel))];
            if (more.Length == 0) more = [.. all];
            order.Shuffle(more);
            positions.AddRange(more.AsSpan(0, Math.Min(more.Length, count - positions.Count)));
        }

        return [.. positions];
    }
}
