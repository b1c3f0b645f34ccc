using OnnxStyle.Imaging;

namespace OnnxStyle.Transfer;

/// <summary>A part of the painting that takes the style of a part of a style picture (Gatys et al. 2017, section 4).</summary>
public sealed record StyleRegion
{
    /// <summary>The name in logs; no slash.</summary>
    public required string Name { get; init; }

    /// <summary>Where in the content, any size of the same shape.</summary>
    public required Mask Content { get; init; }

    /// <summary>Where in the style, any size of the same shape.</summary>
    public required Mask Style { get; init; }

    /// <summary>Which of the styles, from 0.</summary>
    public int StyleIndex { get; init; }

    /// <summary>How much the region counts among the regions, 0 or more.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>The regions that two maps of labels have in common, and remarks about labels that only one of them has.</summary>
    /// <param name="content">The labels of the content.</param>
    /// <param name="style">The labels of the style.</param>
    /// <param name="styleIndex">Which of the styles the second map belongs to.</param>
    public static (IReadOnlyList<StyleRegion> Regions, IReadOnlyList<string> Remarks) FromLabels(LabelMap content, LabelMap style, int styleIndex = 0)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(style);
        List<string> remarks = [];
        foreach (byte label in content.Present.Except(style.Present)) remarks.Add($"label {label} is in the content only: that part keeps the content's look");
        foreach (byte label in style.Present.Except(content.Present)) remarks.Add($"label {label} is in style {styleIndex} only: that part of the style is not used");
        return ([.. content.Present.Intersect(style.Present).Select(label => new StyleRegion
        {
            Name = $"label{label}",
            Content = content.Mask(label),
            Style = style.Mask(label),
            StyleIndex = styleIndex,
        })], remarks);
    }
}
