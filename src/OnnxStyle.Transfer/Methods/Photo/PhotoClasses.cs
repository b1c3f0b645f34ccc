using System.Globalization;
using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// Which classes of the content take their style from which part of the style picture. A class counts when both pictures have enough of it. A class of the
/// content without a counterpart is merged into the class with the longest common border; one of the style is left out; when nothing is common, all
/// is one class. Differs from the code, where such a class pulls the features to zero.
/// </summary>
public sealed class PhotoClasses
{
    /// <summary>The fewest pixels of a class in either picture (FastPhotoStyle takes 10).</summary>
    public const int FewestPixels = 10;

    /// <summary>The largest ratio of a class's shares of the two pictures (FastPhotoStyle takes 100).</summary>
    public const double LargestRatio = 100;

    private const double ShapeTolerance = 0.02;

    private PhotoClasses(IReadOnlyList<(string Name, Mask Content, Mask Style)> classes, IReadOnlyList<string> notes)
    {
        Classes = classes;
        Notes = notes;
    }

    /// <summary>One class that is everything: what a run without masks has.</summary>
    public static PhotoClasses Whole { get; } = new([], []);

    /// <summary>The classes, with hard masks at the sizes of the maps; empty: one class, the whole pictures.</summary>
    public IReadOnlyList<(string Name, Mask Content, Mask Style)> Classes { get; }

    /// <summary>Remarks about merged classes, for the person.</summary>
    public IReadOnlyList<string> Notes { get; }

    /// <summary>Matches two maps of labels of one palette.</summary>
    /// <param name="content">The content's map, any size of its shape.</param>
    /// <param name="style">The style's map, any size of its shape.</param>
    public static PhotoClasses Match(LabelMap content, LabelMap style)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(style);
        byte[] common = [.. content.Present.Intersect(style.Present).Where(label => Counts(content, style, label))];
        string Name(byte label) => content.Palette.NameOf(label);
        if (common.Length == 0)
            return new PhotoClasses([], [$"the masks have no class in common (content: {Names(content)}; style: {Names(style)}), so the whole style is taken for the whole content"]);
        List<string> notes = [];
        byte[] labels = (byte[])content.Labels.Clone();
        foreach (byte label in content.Present.Except(common))
        {
            byte to = LongestBorder(content, label, common);
            labels.AsSpan().Replace(label, to);
            string found = style.Count(label) > 0 ? "has too little" : "has no";
            notes.Add($"class '{Name(label)}' of the content ({Share(content, label)}) {found} counterpart in the style and is treated as '{Name(to)}', which has the longest border with it");
        }

        foreach (byte label in style.Present.Except(common))
            notes.Add($"class '{Name(label)}' of the style ({Share(style, label)}) {(content.Count(label) > 0 ? "has too little" : "has no")} counterpart in the content and is left out");
        LabelMap merged = new(content.Width, content.Height, labels, content.Palette);
        if (common.Length == 1 && style.Present.Count == 1) return new PhotoClasses([], notes); // one class that is everything on both sides
        return new PhotoClasses([.. common.Select(label => (Name(label), merged.Mask(label), style.Mask(label)))], notes);
    }

    /// <summary>Checks that a map is one of a picture: of the same shape, whatever its size.</summary>
    /// <param name="what">Whose map, such as <c>content</c>.</param>
    /// <param name="map">The map.</param>
    /// <param name="picture">The picture that it belongs to.</param>
    /// <param name="other">The other picture, to recognise swapped files.</param>
    /// <param name="problems">Receives what is wrong.</param>
    internal static void CheckShape(string what, LabelMap map, Image picture, Image other, List<string> problems)
    {
        if (SameShape(map.Width, map.Height, picture)) return;
        string hint = SameShape(map.Width, map.Height, other) ? "it has the shape of the other picture: perhaps the two masks, or the two pictures, are swapped" : "draw it on the picture, at any size of that shape";
        problems.Add(string.Create(CultureInfo.InvariantCulture, $"the mask of the {what} has {map.Width} x {map.Height} pixels, another shape than the {what}'s {picture.Width} x {picture.Height}: {hint}"));
    }

    /// <summary>Whether a size is one of a picture's shape.</summary>
    internal static bool SameShape(int width, int height, Image picture)
    {
        // Sizes are rounded: a small mask may be off by a pixel.
        double expected = (double)picture.Width / picture.Height, slack = Math.Max(ShapeTolerance, 1.0 / Math.Min(width, height));
        return Math.Abs(((double)width / height / expected) - 1) <= slack;
    }

    private static bool Counts(LabelMap content, LabelMap style, byte label)
    {
        int inContent = content.Count(label), inStyle = style.Count(label);
        if (inContent < FewestPixels || inStyle < FewestPixels) return false;
        double ratio = inContent / (double)content.Labels.Length / (inStyle / (double)style.Labels.Length);
        return ratio < LargestRatio && ratio > 1 / LargestRatio;
    }

    private static byte LongestBorder(LabelMap map, byte label, byte[] among)
    {
        int[] borders = new int[256];
        for (int i = 0; i < map.Labels.Length; i++)
        {
            if ((i + 1) % map.Width != 0) Border(map.Labels[i], map.Labels[i + 1]);
            if (i + map.Width < map.Labels.Length) Border(map.Labels[i], map.Labels[i + map.Width]);
        }

        // One that touches none of them goes to the largest.
        return among.OrderByDescending(other => borders[other]).ThenByDescending(map.Count).First();

        void Border(byte a, byte b)
        {
            if (a == label) borders[b]++;
            else if (b == label) borders[a]++;
        }
    }

    private static string Names(LabelMap map) => string.Join(", ", map.Present.Select(map.Palette.NameOf));

    private static string Share(LabelMap map, byte label) => string.Create(CultureInfo.InvariantCulture, $"{100.0 * map.Count(label) / map.Labels.Length:0.#} %");
}
