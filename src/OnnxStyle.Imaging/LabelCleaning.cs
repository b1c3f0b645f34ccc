using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging;

/// <summary>
/// Makes clean maps of labels from pictures with soft borders and the noise of jpg. A pixel is certain when its colour is within the palette's tolerance
/// and it lies in some 3x3 pixels of that label; the others, such as the grey between a white and a black region, take the label of the nearest
/// certain pixel. So lines thinner than three pixels disappear.
/// </summary>
public static class LabelCleaning
{
    /// <summary>The largest share of pixels without a colour of the palette; a picture with more is no map of its labels.</summary>
    public const double MostForeign = 0.25;

    private const int Core = 3;

    /// <summary>Cleans a map.</summary>
    /// <param name="map">A map whose palette has a tolerance; pixels beyond it have no label.</param>
    /// <returns>A map in which every pixel has a label.</returns>
    /// <exception cref="ShapeException">More than <see cref="MostForeign"/> of the pixels have no label.</exception>
    public static LabelMap Clean(LabelMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        int foreign = map.Count(LabelMap.None);
        if (foreign > MostForeign * map.Labels.Length)
        {
            string names = map.Palette.IsGrey ? "" : $" ({string.Join(", ", map.Palette.Colors.Select(color => color.Name))})";
            string found = $"{100.0 * foreign / map.Labels.Length:0} % in other colours, as in a photograph";
            throw new ShapeException("Map of labels", $"pixels in the {map.Palette.Colors.Count} colours of the palette{names}", found);
        }

        byte[] labels = new byte[map.Labels.Length];
        labels.AsSpan().Fill(LabelMap.None);
        for (int y = 0; y + Core <= map.Height; y++)
        {
            for (int x = 0; x + Core <= map.Width; x++)
            {
                byte label = map.Labels[(y * map.Width) + x];
                if (label == LabelMap.None || !IsWhole(map, x, y, label)) continue;
                for (int v = 0; v < Core; v++) labels.AsSpan(((y + v) * map.Width) + x, Core).Fill(label);
            }
        }

        if (!labels.AsSpan().ContainsAnyExcept(LabelMap.None)) map.Labels.CopyTo(labels, 0); // too small for cores: what there is counts
        Spread(labels, map.Width, map.Height);
        return new LabelMap(map.Width, map.Height, labels, map.Palette);
    }

    private static bool IsWhole(LabelMap map, int x, int y, byte label)
    {
        for (int v = 0; v < Core; v++)
            if (map.Labels.AsSpan(((y + v) * map.Width) + x, Core).ContainsAnyExcept(label)) return false;
        return true;
    }

    // In waves from all certain pixels at once, each to its four neighbours: the nearest by steps wins, and of equals the one first in the picture.
    private static void Spread(byte[] labels, int width, int height)
    {
        Queue<int> wave = new();
        for (int i = 0; i < labels.Length; i++) if (labels[i] != LabelMap.None) wave.Enqueue(i);
        while (wave.TryDequeue(out int at))
        {
            int x = at % width, y = at / width;
            if (y > 0) Take(at - width);
            if (x > 0) Take(at - 1);
            if (x + 1 < width) Take(at + 1);
            if (y + 1 < height) Take(at + width);

            void Take(int to)
            {
                if (labels[to] != LabelMap.None) return;
                labels[to] = labels[at];
                wave.Enqueue(to);
            }
        }
    }
}
