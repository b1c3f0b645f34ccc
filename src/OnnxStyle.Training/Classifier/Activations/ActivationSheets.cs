using System.Globalization;
using OnnxStyle.Imaging;

namespace OnnxStyle.Training;

/// <summary>Labelled sheets of what a network sees in a picture.</summary>
public static class ActivationSheets
{
    private const double Bright = 0.99; // the share of pixels that are not at full colour

    /// <summary>A picture and the channels of a layer.</summary>
    /// <param name="picture">The picture.</param>
    /// <param name="layer">The layer and the network, for the headline.</param>
    /// <param name="channels">The channels, the strongest first.</param>
    /// <param name="look">How the sheet looks; null for the defaults.</param>
    public static Image Channels(Image picture, string layer, IReadOnlyList<LayerActivation> channels, ContactSheetOptions? look = null)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ArgumentNullException.ThrowIfNull(channels);
        int columns = Math.Max(2, (int)Math.Ceiling(Math.Sqrt(channels.Count + 1)));
        ContactSheetOptions chosen = look ?? new ContactSheetOptions { CellSide = 160, TextScale = 1.5f };
        ContactSheet sheet = new(chosen) { Title = layer };
        sheet.Put(0, 0, picture, "the picture");
        for (int i = 0; i < channels.Count; i++)
        {
            // Enlarged by whole positions first, so that one sees how coarse the layer is.
            Image map = channels[i].Picture;
            int factor = Math.Max(1, chosen.CellSide / Math.Max(map.Width, map.Height));
            sheet.Put((i + 1) / columns, (i + 1) % columns, ImageResize.Resize(map, map.Width * factor, map.Height * factor, Resampling.Nearest), string.Create(CultureInfo.InvariantCulture, $"channel {channels[i].Channel}\nmean {channels[i].Mean:G2}, top {channels[i].Largest:G3}"));
        }

        return sheet.Render();
    }

    /// <summary>A row for each class: the evidence of all layers together, and of each layer; red speaks for the class, blue against it.</summary>
    /// <param name="square">The picture as the classifier saw it.</param>
    /// <param name="classes">The evidence.</param>
    /// <param name="look">How the sheet looks; null for the defaults.</param>
    public static Image Classes(Image square, IReadOnlyList<ClassEvidence> classes, ContactSheetOptions? look = null)
    {
        ArgumentNullException.ThrowIfNull(square);
        ArgumentNullException.ThrowIfNull(classes);
        ContactSheet sheet = new(look ?? new ContactSheetOptions { CellSide = 200, TextScale = 1.5f }) { Title = "Red speaks for the class, blue against it" };
        string[] layers = [.. classes[0].Layers.Select(layer => layer.Layer)];
        sheet.ColumnHeaders.Add("the picture");
        sheet.ColumnHeaders.Add("all layers");
        if (layers.Length > 1) foreach (string layer in layers) sheet.ColumnHeaders.Add(layer);
        foreach (ClassEvidence one in classes)
            sheet.RowHeaders.Add(string.Create(CultureInfo.InvariantCulture, $"{one.Label}\n{100 * one.Probability:0.0} %"));
        Column(1, one => one.Total(square.Width), one => one.Logit - one.Constant);
        for (int layer = 0; layers.Length > 1 && layer < layers.Length; layer++)
        {
            int at = layer;
            Column(layer + 2, one => one.Layers[at].On(square.Width), one => one.Layers[at].Evidence.Sum(value => (double)value));
        }

        for (int row = 0; row < classes.Count; row++) sheet.Put(row, 0, square);
        return sheet.Render();

        // One scale a column, so that classes can be compared.
        void Column(int column, Func<ClassEvidence, float[]> map, Func<ClassEvidence, double> sum)
        {
            float[][] maps = [.. classes.Select(map)];
            float[] sizes = [.. maps.SelectMany(one => one).Select(Math.Abs).Order()];
            float full = Math.Max(sizes[(int)((sizes.Length - 1) * Bright)], float.Epsilon);
            for (int row = 0; row < maps.Length; row++)
                sheet.Put(row, column, Heat(square, maps[row], full), string.Create(CultureInfo.InvariantCulture, $"{sum(classes[row]):+0.00;-0.00}"));
        }
    }

    private static Image Heat(Image picture, float[] map, float full)
    {
        Image heat = new(picture.Width, picture.Height);
        for (int i = 0; i < map.Length; i++)
        {
            float grey = 0.35f + (0.6f * ((0.299f * picture.Channel(0)[i]) + (0.587f * picture.Channel(1)[i]) + (0.114f * picture.Channel(2)[i])));
            float strength = 0.85f * Math.Min(1, Math.Abs(map[i]) / full);
            (float red, float green, float blue) = map[i] > 0 ? (0.85f, 0.08f, 0.08f) : (0.08f, 0.2f, 0.85f);
            heat.Channel(0)[i] = grey + ((red - grey) * strength);
            heat.Channel(1)[i] = grey + ((green - grey) * strength);
            heat.Channel(2)[i] = grey + ((blue - grey) * strength);
        }

        return heat;
    }
}
