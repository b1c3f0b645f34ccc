namespace OnnxStyle.Transfer;

/// <summary>In which colours palettes are compared.</summary>
public enum PaletteSpace
{
    /// <summary>The authors' matrix. It is a rotation, which changes neither cosine nor distance: the palette is that of RGB.</summary>
    Rotation,

    /// <summary>YUV of BT.601: brightness counts for more than colour differences.</summary>
    Yuv,
}
