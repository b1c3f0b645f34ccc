using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>The pictures of a photographic transfer. They are only read.</summary>
public sealed record PhotoInputs
{
    /// <summary>The photograph.</summary>
    public required Image Content { get; init; }

    /// <summary>The photograph with the wanted look.</summary>
    public required Image Style { get; init; }

    /// <summary>The classes of the content, any size of its shape; null, with <see cref="StyleLabels"/>: one class is everything.</summary>
    public LabelMap? ContentLabels { get; init; }

    /// <summary>The classes of the style, of the same palette.</summary>
    public LabelMap? StyleLabels { get; init; }

    /// <summary>A stylised picture of the content, by any program, any size of its shape: with <see cref="PhotoOptions.Fast"/> it is made photographic. Null: the fast mode recolours the content.</summary>
    public Image? Stylised { get; init; }

    /// <summary>The classes that both have.</summary>
    /// <exception cref="OptionsException">Only one map is there, or a map, or the stylised picture, has another shape than its picture; the message lists everything.</exception>
    public PhotoClasses Classes()
    {
        List<string> problems = [];
        if (ContentLabels is null != StyleLabels is null) problems.Add($"there are masks of the {(ContentLabels is null ? "style" : "content")} only: give both, or none");
        if (ContentLabels is not null) PhotoClasses.CheckShape("content", ContentLabels, Content, Style, problems);
        if (StyleLabels is not null) PhotoClasses.CheckShape("style", StyleLabels, Style, Content, problems);
        if (Stylised is not null && !PhotoClasses.SameShape(Stylised.Width, Stylised.Height, Content))
            problems.Add($"the stylised picture has {Stylised.Width} x {Stylised.Height} pixels, another shape than the content's {Content.Width} x {Content.Height}: give one that was made from this content");
        OptionsException.ThrowIfAny("masks", problems);
        return ContentLabels is null || StyleLabels is null ? PhotoClasses.Whole : PhotoClasses.Match(ContentLabels, StyleLabels);
    }
}
