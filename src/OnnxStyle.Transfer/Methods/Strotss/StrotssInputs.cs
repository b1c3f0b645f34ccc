using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>What STROTSS paints from.</summary>
public sealed record StrotssInputs
{
    /// <summary>The photograph.</summary>
    public required Image Content { get; init; }

    /// <summary>The painting.</summary>
    public required Image Style { get; init; }

    /// <summary>Regions of the content, any size of the same shape; null: no regions. Equal numbers match those of <see cref="StyleRegions"/>.</summary>
    public LabelMap? ContentRegions { get; init; }

    /// <summary>Regions of the style; there if and only if <see cref="ContentRegions"/> is.</summary>
    public LabelMap? StyleRegions { get; init; }

    /// <summary>Points of the content and what they shall look like.</summary>
    public IReadOnlyList<PointPair> Points { get; init; } = [];

    /// <summary>Where the pictures came from, for the report: by role (<c>content</c>, <c>style</c>, <c>content regions</c>, <c>style regions</c>, <c>points</c>).</summary>
    public IReadOnlyDictionary<string, string> Paths { get; init; } = new Dictionary<string, string>();

    internal void Validate()
    {
        List<string> problems = [];
        if (ContentRegions is null != StyleRegions is null) problems.Add("regions of one picture only: give those of the content and those of the style, or none");
        for (int i = 0; i < Points.Count; i++) Points[i].Check($"point pair {i + 1}", Content.Width, Content.Height, Style.Width, Style.Height, problems);
        OptionsException.ThrowIfAny(nameof(StrotssInputs), problems);
    }

    internal IReadOnlyList<InputPicture> Describe()
    {
        List<InputPicture> described = [PictureHash.Of("content", Content, Path("content")), PictureHash.Of("style", Style, Path("style"))];
        if (ContentRegions is not null) described.Add(Labels("content regions", ContentRegions));
        if (StyleRegions is not null) described.Add(Labels("style regions", StyleRegions));
        if (Points.Count > 0)
        {
            float[] numbers = [.. Points.SelectMany(p => new[] { (float)p.ContentX, (float)p.ContentY, (float)p.StyleX, (float)p.StyleY })];
            described.Add(new InputPicture { Role = "points", Path = Path("points"), Width = 4, Height = Points.Count, Sha256 = PictureHash.Of(numbers) });
        }

        return described;
    }

    private InputPicture Labels(string role, LabelMap map) => new()
    {
        Role = role,
        Path = Path(role),
        Width = map.Width,
        Height = map.Height,
        Sha256 = PictureHash.Of(Array.ConvertAll(map.Labels, label => (float)label)),
    };

    private string? Path(string role) => Paths.GetValueOrDefault(role);
}
