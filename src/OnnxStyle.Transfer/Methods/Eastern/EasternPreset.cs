namespace OnnxStyle.Transfer;

/// <summary>Named starting points of <see cref="EasternOptions"/>.</summary>
public enum EasternPreset
{
    /// <summary>An ink landscape: no colour, white paper, dark strokes along the edges, pale washes.</summary>
    Ink,

    /// <summary>A coloured painting: the style's colours in stronger washes between lines.</summary>
    Color,
}
