using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging;

/// <summary>A picture: planar RGB, float, sRGB-encoded, nominally in [0, 1]; values outside are kept until it is saved.</summary>
public sealed class Image
{
    /// <summary>Makes a black picture.</summary>
    /// <param name="width">Pixels, 1 or more.</param>
    /// <param name="height">Pixels, 1 or more.</param>
    /// <exception cref="ShapeException">A side is below 1, or the picture has more samples than one array holds.</exception>
    public Image(int width, int height)
        : this(width, height, new float[SampleCount(width, height)])
    {
    }

    /// <summary>Makes a picture around existing samples, which are not copied.</summary>
    /// <param name="width">Pixels, 1 or more.</param>
    /// <param name="height">Pixels, 1 or more.</param>
    /// <param name="planar"><c>[3, H, W]</c>: all of red, then green, then blue.</param>
    /// <exception cref="ShapeException">The array has another length than 3 * width * height.</exception>
    public Image(int width, int height, float[] planar)
    {
        ArgumentNullException.ThrowIfNull(planar);
        int count = SampleCount(width, height);
        if (planar.Length != count) throw new ShapeException("Image", $"{count} samples for [3, {height}, {width}]", $"{planar.Length}");
        Width = width;
        Height = height;
        Planar = planar;
    }

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Pixels down.</summary>
    public int Height { get; }

    /// <summary>The number of pixels.</summary>
    public int PixelCount => Width * Height;

    /// <summary>The samples themselves, <c>[3, H, W]</c>; writing to them changes the picture.</summary>
    public float[] Planar { get; }

    /// <summary>One channel, <c>[H, W]</c>: 0 red, 1 green, 2 blue.</summary>
    public Span<float> Channel(int c) => c is >= 0 and < 3
        ? Planar.AsSpan(c * PixelCount, PixelCount)
        : throw new ArgumentOutOfRangeException(nameof(c), c, "A channel is 0, 1 or 2.");

    /// <summary>Copies the picture into a tensor <c>[1, 3, H, W]</c>.</summary>
    public Tensor<float> ToTensor() => new(new Shape(1, 3, Height, Width), Planar);

    /// <summary>Copies a tensor <c>[1, 3, H, W]</c> or <c>[3, H, W]</c> into a picture, without clipping.</summary>
    /// <exception cref="ShapeException">The tensor has another shape.</exception>
    public static Image FromTensor(Tensor<float> tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        Shape shape = tensor.Shape;
        bool fits = (shape.Rank == 3 && shape[0] == 3) || (shape.Rank == 4 && shape[0] == 1 && shape[1] == 3);
        if (!fits) throw new ShapeException("Image", "[1, 3, H, W]", $"{shape}");
        return new Image((int)shape[^1], (int)shape[^2], tensor.Span.ToArray());
    }

    /// <summary>A picture of the same size in one colour.</summary>
    public static Image Filled(int width, int height, float red, float green, float blue)
    {
        Image image = new(width, height);
        image.Channel(0).Fill(red);
        image.Channel(1).Fill(green);
        image.Channel(2).Fill(blue);
        return image;
    }

    /// <summary>A copy that shares nothing.</summary>
    public Image Clone() => new(Width, Height, (float[])Planar.Clone());

    /// <summary>A copy with every sample moved into [0, 1]; not-a-number becomes 0.</summary>
    public Image Clipped()
    {
        float[] result = new float[Planar.Length];
        for (int i = 0; i < result.Length; i++) result[i] = Planar[i] > 0 ? Math.Min(Planar[i], 1) : 0;
        return new Image(Width, Height, result);
    }

    private static int SampleCount(int width, int height)
    {
        long count = 3L * width * height;
        if (width < 1 || height < 1 || count > Array.MaxLength)
            throw new ShapeException("Image", $"sides of 1 or more and at most {Array.MaxLength} samples", $"{width} x {height}");
        return (int)count;
    }
}
