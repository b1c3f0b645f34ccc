namespace OnnxStyle.Transfer;

/// <summary>The colour space in which the content's chroma replaces the painting's at the end of a run.</summary>
public enum ChromaMerge
{
    /// <summary>The painting keeps its colours.</summary>
    None,

    /// <summary>Luma of the painting, U and V of the content.</summary>
    Yuv,

    /// <summary>Lightness of the painting, a* and b* of the content (CIE 1976).</summary>
    Lab,
}
