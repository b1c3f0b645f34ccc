namespace OnnxStyle.Imaging;

/// <summary>In which space lightness and colour are told apart.</summary>
public enum ChromaSpace
{
    /// <summary>Y'UV with the rounded matrices of the reference code; its way back is not the exact inverse (differences up to 0.005).</summary>
    Yuv,

    /// <summary>CIE L*a*b* with the white of sRGB, D65.</summary>
    Lab,
}
