namespace OnnxStyle.Imaging;

/// <summary>The transfer curve of sRGB (IEC 61966-2-1), for values in [0, 1]; values outside continue it oddly around 0.</summary>
public static class SrgbCurve
{
    /// <summary>Light from one encoded value.</summary>
    public static float ToLinear(float encoded)
    {
        float v = Math.Abs(encoded);
        return MathF.CopySign(v <= 0.04045f ? v / 12.92f : MathF.Pow((v + 0.055f) / 1.055f, 2.4f), encoded);
    }

    /// <summary>The encoded value of some light.</summary>
    public static float ToEncoded(float linear)
    {
        float v = Math.Abs(linear);
        return MathF.CopySign(v <= 0.0031308f ? v * 12.92f : (1.055f * MathF.Pow(v, 1 / 2.4f)) - 0.055f, linear);
    }

    /// <summary>Light from encoded values, into a new array.</summary>
    public static float[] ToLinear(float[] encoded) => Array.ConvertAll(encoded, ToLinear);

    /// <summary>Encoded values of light, into a new array.</summary>
    public static float[] ToEncoded(float[] linear) => Array.ConvertAll(linear, ToEncoded);
}
