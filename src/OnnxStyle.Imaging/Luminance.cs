namespace OnnxStyle.Imaging;

/// <summary>The luminance of encoded RGB, 0.299 R + 0.587 G + 0.114 B (BT.601's Y').</summary>
internal static class Luminance
{
    public static float[] Of(Image image)
    {
        ReadOnlySpan<float> red = image.Channel(0), green = image.Channel(1), blue = image.Channel(2);
        float[] result = new float[image.PixelCount];
        for (int i = 0; i < result.Length; i++) result[i] = (0.299f * red[i]) + (0.587f * green[i]) + (0.114f * blue[i]);
        return result;
    }
}
