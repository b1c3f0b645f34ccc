using System.Globalization;
using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>Which part of the content is painted from which part of the style.</summary>
internal sealed class RegionPlan
{
    private readonly LabelMap? content, style;
    private readonly List<byte> kept = [];
    private readonly bool rest;

    private RegionPlan(LabelMap? content, LabelMap? style, double smallest, List<string> notes)
    {
        (this.content, this.style) = (content, style);
        rest = content is null;
        if (content is null || style is null) return;
        double unmatched = 1;
        foreach (byte label in content.Present.Union(style.Present).Order())
        {
            double inContent = Share(content, label), inStyle = Share(style, label);
            string name = content.Palette.NameOf(label), areas = string.Create(CultureInfo.InvariantCulture, $"{100 * inContent:0.##} % of the content, {100 * inStyle:0.##} % of the style");
            if (inContent >= smallest && inStyle >= smallest && inContent * inStyle > 0)
            {
                kept.Add(label);
                unmatched -= inContent;
                notes.Add($"region {name}: {areas}");
            }
            else
            {
                notes.Add(string.Create(CultureInfo.InvariantCulture, $"region {name}: {areas}; less than {100 * smallest:0.##} % of one of them, so {(inContent > 0 ? "its content is painted from the whole style" : "it is not used")}"));
            }
        }

        if (kept.Count == 0) throw new OptionsException("regions", ["no region is in both pictures and large enough: give equal regions equal colours in both masks"]);
        rest = unmatched >= Math.Max(smallest, 1e-9);
    }

    /// <summary>The number of regions, the rest included.</summary>
    public int Count => kept.Count + (rest ? 1 : 0);

    /// <summary>Finds the regions and adds a remark on the areas of each.</summary>
    /// <exception cref="OptionsException">The pictures have no region in common.</exception>
    public static RegionPlan Of(StrotssInputs inputs, double smallest, List<string> notes) => new(inputs.ContentRegions, inputs.StyleRegions, smallest, notes);

    /// <summary>The regions at one scale, as indices of pixels. A region that has no pixel left there is missing.</summary>
    /// <param name="width">The content's pixels across.</param>
    /// <param name="height">The content's pixels down.</param>
    /// <param name="styleWidth">The style's pixels across.</param>
    /// <param name="styleHeight">The style's pixels down.</param>
    public IReadOnlyList<SampledRegion> At(int width, int height, int styleWidth, int styleHeight)
    {
        LabelMap? here = content?.Resize(width, height), there = style?.Resize(styleWidth, styleHeight);
        List<SampledRegion> regions = [];
        foreach (byte label in kept)
            Add(here!.Palette.NameOf(label), Where(here, label), Where(there!, label));
        if (rest) Add("rest", here is null ? All(width * height) : [.. All(width * height).Where(i => !kept.Contains(here.Labels[i]))], All(styleWidth * styleHeight));
        return regions;

        void Add(string name, int[] contentPixels, int[] stylePixels)
        {
            if (contentPixels.Length > 0 && stylePixels.Length > 0) regions.Add(new SampledRegion(name, width, contentPixels, stylePixels));
        }
    }

    private static double Share(LabelMap map, byte label) => map.Count(label) / (double)map.Labels.Length;

    private static int[] Where(LabelMap map, byte label) => [.. All(map.Labels.Length).Where(i => map.Labels[i] == label)];

    private static int[] All(int count) => [.. Enumerable.Range(0, count)];
}
