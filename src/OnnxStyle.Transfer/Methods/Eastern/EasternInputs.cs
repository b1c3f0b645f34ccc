using OnnxStyle.Imaging;

namespace OnnxStyle.Transfer;

/// <summary>The pictures of an eastern painting.</summary>
public sealed record EasternInputs
{
    /// <summary>The photograph.</summary>
    public required Image Photo { get; init; }

    /// <summary>The painting whose hand is wanted.</summary>
    public required Image Style { get; init; }

    /// <summary>A front layer that was trained before; null: one is trained, unless the options want none.</summary>
    public FrontLayer? Front { get; init; }

    /// <summary>Where pictures came from by role (<c>content</c>, <c>style</c>), for reports and checkpoints only.</summary>
    public IReadOnlyDictionary<string, string> Paths { get; init; } = new Dictionary<string, string>();

    internal IReadOnlyList<InputPicture> Describe() =>
        [PictureHash.Of("content", Photo, Paths.GetValueOrDefault("content")), PictureHash.Of("style", Style, Paths.GetValueOrDefault("style"))];
}
