using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging;

/// <summary>Which colour of a label picture is which label.</summary>
public sealed class LabelPalette
{
    /// <summary>The largest number of labels in one map.</summary>
    public const int LargestCount = 64;

    private readonly (string Name, float Red, float Green, float Blue)[] colors;

    /// <summary>Makes a palette from colours; a label is the index of its colour.</summary>
    /// <param name="colors">Names and sRGB values in [0, 1]; 1 to 64 of them.</param>
    /// <param name="tolerance">How far each channel of a pixel may be from its colour; a pixel without a colour has no label. 1 gives every pixel the nearest.</param>
    /// <exception cref="ShapeException">No colour, or more than 64.</exception>
    public LabelPalette(IReadOnlyList<(string Name, float Red, float Green, float Blue)> colors, float tolerance = 1)
    {
        ArgumentNullException.ThrowIfNull(colors);
        if (colors.Count is < 1 or > LargestCount) throw new ShapeException("Palette", $"1 to {LargestCount} labels", $"{colors.Count}");
        this.colors = [.. colors];
        Tolerance = tolerance;
    }

    private LabelPalette()
    {
        colors = [];
        IsGrey = true;
    }

    /// <summary>The nine colours of Deep Photo Style Transfer (Luan et al. 2017), in the order of its code.</summary>
    /// <remarks>Differs from the code: each pixel takes its nearest colour, where the code leaves pixels beyond 0.1 without one.</remarks>
    public static LabelPalette DeepPhoto { get; } = new(
    [
        ("blue", 0, 0, 1), ("green", 0, 1, 0), ("black", 0, 0, 0), ("white", 1, 1, 1), ("red", 1, 0, 0),
        ("yellow", 1, 1, 0), ("grey", 0.5f, 0.5f, 0.5f), ("lightblue", 0, 1, 1), ("purple", 1, 0, 1),
    ]);

    /// <summary>The same nine colours within 0.1 in each channel, as the code has them; what lies beyond has no label until <see cref="LabelCleaning"/> finds it one.</summary>
    public static LabelPalette DeepPhotoStrict { get; } = new(DeepPhoto.Colors, 0.1f);

    /// <summary>The grey level itself, 0 to 254, is the label; a map holds at most 64 different ones.</summary>
    public static LabelPalette GreyLevels { get; } = new();

    /// <summary>The colours, by label; empty for <see cref="GreyLevels"/>.</summary>
    public IReadOnlyList<(string Name, float Red, float Green, float Blue)> Colors => colors;

    /// <summary>How far each channel of a pixel may be from its colour.</summary>
    public float Tolerance { get; } = 1;

    /// <summary>Whether the grey level is the label.</summary>
    public bool IsGrey { get; }

    /// <summary>The palette of all colours that occur in some pictures, exactly (as STROTSS matches regions), in ascending order of red, green, blue.</summary>
    /// <exception cref="ShapeException">More than 64 colours occur.</exception>
    public static LabelPalette Of(params ReadOnlySpan<Image> images)
    {
        SortedSet<int> found = [];
        foreach (Image image in images)
        {
            ReadOnlySpan<float> red = image.Channel(0), green = image.Channel(1), blue = image.Channel(2);
            for (int i = 0; i < image.PixelCount; i++)
            {
                found.Add((Level(red[i]) << 16) | (Level(green[i]) << 8) | Level(blue[i]));
                if (found.Count > LargestCount) throw new ShapeException("Palette", $"1 to {LargestCount} labels", "more colours");
            }
        }

        return new LabelPalette([.. found.Select(c => ($"#{c:x6}", (c >> 16) / 255f, ((c >> 8) & 255) / 255f, (c & 255) / 255f))], 0.6f / 255);
    }

    /// <summary>
    /// The palette of the colours that some pictures have areas of: every colour of pictures that have at most 64, else the frequent ones, as jpg blurs
    /// the rest. Pixels take the nearest. So masks of any colours serve, also smoothed ones.
    /// </summary>
    public static LabelPalette Dominant(params ReadOnlySpan<Image> images)
    {
        try
        {
            return new LabelPalette(Of(images).Colors);
        }
        catch (ShapeException)
        {
            return Frequent(images);
        }
    }

    /// <summary>The label of a colour; <see cref="LabelMap.None"/> if no colour is within the tolerance.</summary>
    public byte Find(float red, float green, float blue)
    {
        if (IsGrey) return (byte)Math.Min(Level((0.299f * red) + (0.587f * green) + (0.114f * blue)), LabelMap.None - 1);
        int best = LabelMap.None;
        float nearest = float.PositiveInfinity;
        for (int i = 0; i < colors.Length; i++)
        {
            float r = Math.Abs(red - colors[i].Red), g = Math.Abs(green - colors[i].Green), b = Math.Abs(blue - colors[i].Blue);
            float distance = (r * r) + (g * g) + (b * b);
            if (distance >= nearest || Math.Max(r, Math.Max(g, b)) > Tolerance) continue;
            nearest = distance;
            best = i;
        }

        return (byte)best;
    }

    /// <summary>The name of a label: the colour's, or the grey level.</summary>
    public string NameOf(byte label) => label < colors.Length ? colors[label].Name : label == LabelMap.None ? "none" : $"grey {label}";

    // Means of the cells of a coarse grid of colours that cover much of a picture; a cell close to one found before is the same colour.
    private static LabelPalette Frequent(ReadOnlySpan<Image> images)
    {
        const int Cells = 16;
        const double SmallestPart = 0.002;
        const float Apart = 0.15f;
        (double Part, double Red, double Green, double Blue)[] cells = new (double Part, double Red, double Green, double Blue)[Cells * Cells * Cells];
        foreach (Image image in images)
        {
            ReadOnlySpan<float> red = image.Channel(0), green = image.Channel(1), blue = image.Channel(2);
            double part = 1.0 / image.PixelCount;
            for (int i = 0; i < image.PixelCount; i++)
            {
                ref (double Part, double Red, double Green, double Blue) cell = ref cells[(((Level(red[i]) / Cells * Cells) + (Level(green[i]) / Cells)) * Cells) + (Level(blue[i]) / Cells)];
                cell = (cell.Part + part, cell.Red + (part * red[i]), cell.Green + (part * green[i]), cell.Blue + (part * blue[i]));
            }
        }

        List<(string Name, float Red, float Green, float Blue)> found = [];
        foreach ((double part, double red, double green, double blue) in cells.Where(cell => cell.Part >= SmallestPart).OrderByDescending(cell => cell.Part))
        {
            (float r, float g, float b) = ((float)(red / part), (float)(green / part), (float)(blue / part));
            if (found.Count < LargestCount && found.TrueForAll(c => Math.Max(Math.Abs(c.Red - r), Math.Max(Math.Abs(c.Green - g), Math.Abs(c.Blue - b))) > Apart))
                found.Add(($"#{Level(r):x2}{Level(g):x2}{Level(b):x2}", r, g, b));
        }

        return new LabelPalette(found);
    }

    private static int Level(float value) => (int)((Math.Clamp(value, 0, 1) * 255) + 0.5f);
}
