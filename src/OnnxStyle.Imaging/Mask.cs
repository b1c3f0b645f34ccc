using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging;

/// <summary>How much each pixel belongs to a region: 1 inside, 0 outside, between on soft borders. Every operation gives a new mask.</summary>
public sealed class Mask
{
    /// <summary>Makes a mask around existing values, which are not copied.</summary>
    /// <param name="width">Pixels, 1 or more.</param>
    /// <param name="height">Pixels, 1 or more.</param>
    /// <param name="values"><c>[H, W]</c> in [0, 1].</param>
    /// <exception cref="ShapeException">The array has another length than width * height.</exception>
    public Mask(int width, int height, float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (width < 1 || height < 1 || values.LongLength != (long)width * height)
            throw new ShapeException("Mask", $"{(long)width * height} values for [{height}, {width}]", $"{values.Length}");
        Width = width;
        Height = height;
        Values = values;
    }

    /// <summary>Pixels across.</summary>
    public int Width { get; }

    /// <summary>Pixels down.</summary>
    public int Height { get; }

    /// <summary>The values themselves, <c>[H, W]</c>.</summary>
    public float[] Values { get; }

    /// <summary>The share of the picture that is inside: the mean of the values, 0 to 1.</summary>
    public double Coverage
    {
        get
        {
            double sum = 0;
            foreach (float value in Values) sum += value;
            return sum / Values.Length;
        }
    }

    /// <summary>The luminance of a picture as a mask: white is inside.</summary>
    public static Mask FromImage(Image image) => new(image.Width, image.Height, Luminance.Of(image));

    /// <summary>The mask as a grey picture.</summary>
    public Image ToImage() => new(Width, Height, [.. Values, .. Values, .. Values]);

    /// <summary>The same region at another size: by area when it shrinks, so that coverage is kept.</summary>
    public Mask Resize(int width, int height, Resampling kernel = Resampling.Area) =>
        new(width, height, ImageResize.Planar(Values, 1, Width, Height, width, height, kernel));

    /// <summary>Inside becomes outside.</summary>
    public Mask Invert() => Map(value => 1 - value);

    /// <summary>1 where the value is at least the level, 0 elsewhere.</summary>
    public Mask Threshold(float level = 0.5f) => Map(value => value >= level ? 1 : 0);

    /// <summary>Moves the border outwards: the largest value within a square of 2 * pixels + 1.</summary>
    /// <param name="pixels">0 or more.</param>
    public Mask Grow(int pixels) => Spread(pixels, largest: true);

    /// <summary>Moves the border inwards: the smallest value within a square of 2 * pixels + 1. Beyond the picture nothing counts.</summary>
    /// <param name="pixels">0 or more.</param>
    public Mask Shrink(int pixels) => Spread(pixels, largest: false);

    private Mask Map(Func<float, float> change) => new(Width, Height, Array.ConvertAll(Values, value => change(value)));

    private Mask Spread(int pixels, bool largest)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(pixels);
        float[] across = new float[Values.Length], down = new float[Values.Length];
        for (int y = 0; y < Height; y++) Extreme(Values, across, y * Width, 1, Width, pixels, largest);
        for (int x = 0; x < Width; x++) Extreme(across, down, x, Width, Height, pixels, largest);
        return new Mask(Width, Height, down);
    }

    // A queue of candidates, each better than the next: every value enters and leaves once, whatever the distance.
    private static void Extreme(float[] from, float[] to, int start, int step, int count, int reach, bool largest)
    {
        int[] queue = new int[count];
        int head = 0, tail = 0, next = 0;
        for (int i = 0; i < count; i++)
        {
            for (; next < count && next <= (long)i + reach; next++)
            {
                float value = from[start + (next * step)];
                while (tail > head && Beats(value, from[start + (queue[tail - 1] * step)], largest)) tail--;
                queue[tail++] = next;
            }

            while (queue[head] < i - reach) head++;
            to[start + (i * step)] = from[start + (queue[head] * step)];
        }
    }

    private static bool Beats(float value, float other, bool largest) => largest ? value >= other : value <= other;
}
