using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging;

/// <summary>
/// Changes sizes. Two passes of a separable filter whose centres are those of the pixels (PIL's and PyTorch's antialiased
/// convention); weights are normalised at borders, so that a constant picture stays constant. Every row is computed by one thread in
/// one order: the bits do not depend on the number of processors.
/// </summary>
public static class ImageResize
{
    /// <summary>Resizes a picture; the result is clipped to [0, 1].</summary>
    /// <param name="image">The picture.</param>
    /// <param name="width">Pixels across, 1 or more.</param>
    /// <param name="height">Pixels down, 1 or more.</param>
    /// <param name="kernel">The filter.</param>
    /// <param name="linearLight">Whether to average light rather than sRGB-encoded values. Default: no, as all reference programs do.</param>
    /// <returns>A new picture, also where the size is unchanged.</returns>
    public static Image Resize(Image image, int width, int height, Resampling kernel = Resampling.Lanczos3, bool linearLight = false)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (width == image.Width && height == image.Height) return image.Clone();
        float[] source = linearLight ? SrgbCurve.ToLinear(image.Planar) : image.Planar;
        float[] result = Planar(source, 3, image.Width, image.Height, width, height, kernel);
        return new Image(width, height, linearLight ? SrgbCurve.ToEncoded(result) : result).Clipped();
    }

    /// <summary>Resizes a picture to a wish such as 512 or 512+.</summary>
    public static Image Resize(Image image, ImageSize size, Resampling kernel = Resampling.Lanczos3)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(size);
        (int width, int height) = size.Resolve(image.Width, image.Height);
        return Resize(image, width, height, kernel);
    }

    /// <summary>Resizes any number of planes, such as the moments of an optimiser, without clipping.</summary>
    /// <param name="planar"><c>[channels, H, W]</c>.</param>
    /// <param name="channels">The number of planes.</param>
    /// <param name="width">Samples across now.</param>
    /// <param name="height">Samples down now.</param>
    /// <param name="newWidth">Samples across afterwards, 1 or more.</param>
    /// <param name="newHeight">Samples down afterwards, 1 or more.</param>
    /// <param name="kernel">The filter. Bicubic and Lanczos can make negative values from positive ones.</param>
    /// <returns>A new array <c>[channels, newHeight, newWidth]</c>.</returns>
    /// <exception cref="ShapeException">The array has another length, or a new side is below 1.</exception>
    public static float[] Planar(float[] planar, int channels, int width, int height, int newWidth, int newHeight, Resampling kernel = Resampling.Bicubic)
    {
        ArgumentNullException.ThrowIfNull(planar);
        if (planar.LongLength != (long)channels * width * height)
            throw new ShapeException("Resize", $"{(long)channels * width * height} samples for [{channels}, {height}, {width}]", $"{planar.Length}");
        if (newWidth < 1 || newHeight < 1 || (long)channels * newWidth * newHeight > Array.MaxLength || (long)channels * newWidth * height > Array.MaxLength)
            throw new ShapeException("Resize", $"sides of 1 or more and at most {Array.MaxLength} samples", $"[{channels}, {newHeight}, {newWidth}]");
        float[] across = newWidth == width ? planar : Resampler.Across(planar, channels * height, width, newWidth, kernel);
        float[] down = newHeight == height ? across : Resampler.Down(across, channels, newWidth, height, newHeight, kernel);
        return ReferenceEquals(down, planar) ? (float[])planar.Clone() : down;
    }

    /// <summary>The size with a given long side and the same shape; the other side is rounded and at least 1.</summary>
    public static (int Width, int Height) FitLongSide(int width, int height, int side) => Scaled(width, height, side / (double)Math.Max(width, height));

    /// <summary>The size with the area of a square and the same shape; both sides are rounded and at least 1.</summary>
    /// <param name="width">Pixels across now.</param>
    /// <param name="height">Pixels down now.</param>
    /// <param name="side">The side of the square.</param>
    public static (int Width, int Height) FitArea(int width, int height, int side) => Scaled(width, height, side / Math.Sqrt((double)width * height));

    private static (int Width, int Height) Scaled(int width, int height, double scale) =>
        (Math.Max(1, (int)Math.Round(width * scale)), Math.Max(1, (int)Math.Round(height * scale)));
}
