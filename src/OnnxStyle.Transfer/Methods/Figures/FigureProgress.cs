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

    /// <summary>The part of the whole work that is done, 0 to 1, weighing each picture by the depth of its layers.</summary>
    public double Done { get; init; }

    /// <summary>Time since the work began.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>Time left as the work so far suggests; null as long as nothing suggests it.</summary>
    public TimeSpan? Remaining { get; init; }
}
