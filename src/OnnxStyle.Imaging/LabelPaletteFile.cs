using System.Globalization;
using System.Text.Json;
using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging;

/// <summary>Reads palettes from JSON: <c>{ "sky": "#0000ff", "rock": [128, 64, 0] }</c>, colours as on the web or as three numbers of 0 to 255.</summary>
public static class LabelPaletteFile
{
    /// <summary>Reads a palette.</summary>
    /// <param name="json">An object: names and colours.</param>
    /// <param name="tolerance">How far each channel of a pixel may be from its colour, 0 to 1.</param>
    /// <exception cref="OptionsException">The text is no such object, or has no colour or more than 64, or the same twice; the message lists everything.</exception>
    public static LabelPalette Parse(string json, float tolerance = 0.1f)
    {
        ArgumentNullException.ThrowIfNull(json);
        List<(string Name, float Red, float Green, float Blue)> colors = [];
        List<string> problems = [];
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException("it is no object in braces");
            foreach (JsonProperty entry in document.RootElement.EnumerateObject())
            {
                if (Color(entry.Value) is not (float red, float green, float blue))
                    problems.Add($"'{entry.Name}' has the colour {entry.Value.GetRawText()}: expected \"#rrggbb\" or [red, green, blue] of 0 to 255");
                else if (colors.FindIndex(known => (known.Red, known.Green, known.Blue) == (red, green, blue)) is int same and >= 0)
                    problems.Add($"'{entry.Name}' has the colour of '{colors[same].Name}': each label needs its own");
                else
                    colors.Add((entry.Name, red, green, blue));
            }
        }
        catch (JsonException error)
        {
            problems.Add($"the JSON cannot be read ({error.Message.TrimEnd('.')}): expected {{ \"sky\": \"#0000ff\", ... }}");
        }

        if (problems.Count == 0 && colors.Count is < 1 or > LabelPalette.LargestCount) problems.Add($"there are {colors.Count} colours: expected 1 to {LabelPalette.LargestCount}");
        OptionsException.ThrowIfAny("labels", problems);
        return new LabelPalette(colors, tolerance);
    }

    private static (float Red, float Green, float Blue)? Color(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: 7 } text && text[0] == '#'
            && int.TryParse(text.AsSpan(1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out int rgb))
            return ((rgb >> 16) / 255f, ((rgb >> 8) & 255) / 255f, (rgb & 255) / 255f);
        if (value.ValueKind != JsonValueKind.Array || value.GetArrayLength() != 3) return null;
        float[] channels = [.. value.EnumerateArray().Select(Channel)];
        return channels.Min() < 0 ? null : (channels[0], channels[1], channels[2]);
    }

    private static float Channel(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int level) && level is >= 0 and <= 255 ? level / 255f : -1;
}
