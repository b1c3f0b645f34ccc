using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>The pictures of a run. They are only read.</summary>
public sealed record StylizeInputs
{
    /// <summary>The photograph.</summary>
    public required Image Content { get; init; }

    /// <summary>One or more paintings.</summary>
    public required IReadOnlyList<Image> Styles { get; init; }

    /// <summary>The picture to start from with <see cref="Initialization.File"/>; stretched to the content's size.</summary>
    public Image? Start { get; init; }

    /// <summary>Regions; empty: the style is everywhere.</summary>
    public IReadOnlyList<StyleRegion> Regions { get; init; } = [];

    /// <summary>Pixels that stay the content's, exactly (0.5 and more), any size of the content's shape; null: none.</summary>
    public Mask? Frozen { get; init; }

    /// <summary>Where pictures came from by role (<c>content</c>, <c>style0</c>, ..., <c>start</c>, <c>frozen</c>, <see cref="RegionRole(StyleRegion, bool)"/>), for the report only.</summary>
    public IReadOnlyDictionary<string, string> Paths { get; init; } = new Dictionary<string, string>();

    /// <summary>Checks the pictures against the options.</summary>
    /// <exception cref="OptionsException">Something is missing or does not fit; the message lists everything.</exception>
    public void Validate(StylizeOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        List<string> problems = [];
        if (Styles.Count == 0) problems.Add("Styles is empty: give at least one style");
        if (options.StyleWeights is not null && options.StyleWeights.Count != Styles.Count)
            problems.Add($"StyleWeights has {options.StyleWeights.Count} weights for {Styles.Count} styles: give one for each");
        if (options.Start == Initialization.File && Start is null) problems.Add("Start is missing: Start.File needs a picture to start from");
        if (Regions.Count > 0 && options.StyleLoss != StyleLossKind.Gram) problems.Add($"Regions need StyleLoss Gram, it is {options.StyleLoss}");
        foreach (StyleRegion region in Regions)
        {
            if (region.Name.Length == 0 || region.Name.Contains('/', StringComparison.Ordinal)) problems.Add($"a region is named '{region.Name}': expected a name without a slash");
            if (region.StyleIndex < 0 || region.StyleIndex >= Styles.Count) problems.Add($"region '{region.Name}' names style {region.StyleIndex}: there are {Styles.Count}, counted from 0");
            if (!(region.Weight >= 0 && double.IsFinite(region.Weight))) problems.Add($"region '{region.Name}' has the weight {region.Weight}: expected a finite number of 0 or more");
        }

        if (Regions.Select(region => region.Name).Distinct().Count() != Regions.Count) problems.Add("two Regions have the same name: names are needed for the log");
        OptionsException.ThrowIfAny(nameof(StylizeInputs), problems);
    }

    /// <summary>The role of one of the two masks of a region in <see cref="Paths"/> and in the report, such as <c>region sky of the content</c>.</summary>
    /// <param name="region">The region.</param>
    /// <param name="style">Whether the mask on the style is meant rather than that on the content.</param>
    public static string RegionRole(StyleRegion region, bool style)
    {
        ArgumentNullException.ThrowIfNull(region);
        return $"region {region.Name} of {(style ? $"style{region.StyleIndex}" : "the content")}";
    }

    internal IReadOnlyList<InputPicture> Describe()
    {
        List<InputPicture> list = [PictureHash.Of("content", Content, Paths.GetValueOrDefault("content"))];
        for (int i = 0; i < Styles.Count; i++) list.Add(PictureHash.Of($"style{i}", Styles[i], Paths.GetValueOrDefault($"style{i}")));
        if (Start is not null) list.Add(PictureHash.Of("start", Start, Paths.GetValueOrDefault("start")));
        if (Frozen is not null) list.Add(PictureHash.Of("frozen", Frozen, Paths.GetValueOrDefault("frozen")));
        foreach (StyleRegion region in Regions)
        {
            string inContent = RegionRole(region, style: false), inStyle = RegionRole(region, style: true);
            list.Add(PictureHash.Of(inContent, region.Content, Paths.GetValueOrDefault(inContent)));
            list.Add(PictureHash.Of(inStyle, region.Style, Paths.GetValueOrDefault(inStyle)));
        }

        return list;
    }
}
