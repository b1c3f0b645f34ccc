namespace OnnxStyle.Transfer;

/// <summary>When a <see cref="FrontLayer"/> is trained.</summary>
public enum FrontSchedule
{
    /// <summary>Once, before the first stroke: on the painting against the same without its strokes and paper.</summary>
    Before,

    /// <summary>
    /// So, and then in turns with the picture: at the beginning of every size after the first, on the painting against the picture so far, so that the layer shows the
    /// style loss what the picture still lacks. Turns and not one descent: the picture lessens the style loss, the layer lets it notice more, so they pull in
    /// opposite directions. With one size only it is <see cref="Before"/>.
    /// </summary>
    Joint,
}
