using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging;

/// <summary>Which region each pixel belongs to: one small number a pixel, resized only by the nearest, so that borders stay hard.</summary>
public sealed class LabelMap
{
    /// <summary>The number of a pixel that belongs to no region.</summary>
    public const byte None = 255;

    /// <summary>Makes a map around existing labels, which are not copied.</summary>
    /// <param name="width">Pixels, 1 or more.</param>
    /// <param name="height">Pixels, 1 or more.</param>
    /// <param name="labels"><c>[H, W]</c>.</param>
    /// <param name="palette">What the numbers mean.</param>
    /// <exception cref="ShapeException">The array has another length than width * height, or holds more than 64 labels.</exception>
    public LabelMap(int width, int height, byte[] labels, LabelPalette palette)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(palette);
        if (width < 1 || height < 1 || labels.LongLength != (long)width * height)
            throw new ShapeException("LabelMap", $"{(long)width * height} labels for [{height}, {width}]", $"{labels.Length}");
        int[] counts = new int[256];
        foreach (byte label in labels) counts[label]++;
        Present = [.. Enumerable.Range(0, None).Where(label => counts[label] > 0).Select(label => (byte)label)];
        if (Present.Count > LabelPalette.LargestCount) throw new ShapeException("LabelMap", $"at most {LabelPalette.LargestCount} labels", $"{Present.Count}");
        Width = width;
        Height = height;
        Labels = labels;
        Palette = palette;
    }

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Pixels down.</summary>
    public int Height { get; }

    /// <summary>The labels themselves, <c>[H, W]</c>; <see cref="None"/> where there is no region.</summary>
    public byte[] Labels { get; }

    /// <summary>What the numbers mean.</summary>
    public LabelPalette Palette { get; }

    /// <summary>The labels that occur, ascending.</summary>
    public IReadOnlyList<byte> Present { get; }

    /// <summary>Reads the labels of a picture's pixels.</summary>
    /// <exception cref="ShapeException">More than 64 labels occur.</exception>
    public static LabelMap FromImage(Image image, LabelPalette palette)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(palette);
        byte[] labels = new byte[image.PixelCount];
        Parallel.For(0, image.Height, y =>
        {
            for (int i = y * image.Width; i < (y + 1) * image.Width; i++)
                labels[i] = palette.Find(image.Planar[i], image.Planar[labels.Length + i], image.Planar[(2 * labels.Length) + i]);
        });
        return new LabelMap(image.Width, image.Height, labels, palette);
    }

    /// <summary>The same regions at another size, by the nearest pixel.</summary>
    public LabelMap Resize(int width, int height)
    {
        if (width < 1 || height < 1) throw new ShapeException("LabelMap", "sides of 1 or more", $"{width} x {height}");
        byte[] labels = new byte[(long)width * height];
        for (int y = 0; y < height; y++)
        {
            int row = (int)((((2L * y) + 1) * Height) / (2L * height)) * Width;
            for (int x = 0; x < width; x++) labels[(y * width) + x] = Labels[row + (int)((((2L * x) + 1) * Width) / (2L * width))];
        }

        return new LabelMap(width, height, labels, Palette);
    }

    /// <summary>The region of one label: 1 inside, 0 outside.</summary>
    public Mask Mask(byte label) => new(Width, Height, Array.ConvertAll(Labels, l => l == label ? 1f : 0f));

    /// <summary>The number of pixels with a label.</summary>
    public int Count(byte label) => Labels.AsSpan().Count(label);
}
