namespace OnnxStyle.Imaging;

/// <summary>The filter of a change of size. All but <see cref="Nearest"/> widen when a picture shrinks, so that nothing aliases.</summary>
public enum Resampling
{
    /// <summary>Windowed sinc with three lobes: sharpest; overshoots at edges.</summary>
    Lanczos3,

    /// <summary>Catmull-Rom cubic (a = -1/2): overshoots a little.</summary>
    Bicubic,

    /// <summary>Triangle: never overshoots.</summary>
    Linear,

    /// <summary>The one nearest sample: for labels.</summary>
    Nearest,

    /// <summary>The mean over the area that a new pixel covers, weighted by the covered part: never overshoots.</summary>
    Area,
}
