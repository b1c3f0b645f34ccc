namespace OnnxStyle.Transfer;

/// <summary>Where the making of a figure stands.</summary>
public sealed record FigureProgress
{
    /// <summary>The picture that is being made, from 1.</summary>
    public int Picture { get; init; }

    /// <summary>How many pictures the figure has.</summary>
    public int Pictures { get; init; }

    /// <summary>What the picture is, such as <c>content conv4_2</c>.</summary>
    public string Caption { get; init; } = "";

    /// <summary>The iterations of the picture; null before the first.</summary>
    public StylizeProgress? Run { get; init; }
}
