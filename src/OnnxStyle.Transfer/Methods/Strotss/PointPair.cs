using System.Text.Json;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>A point of the content that shall look like a point of the style, in pixels of the pictures as they were given; (0, 0) is the top left corner.</summary>
/// <param name="ContentX">Pixels from the left of the content.</param>
/// <param name="ContentY">Pixels from the top of the content.</param>
/// <param name="StyleX">Pixels from the left of the style.</param>
/// <param name="StyleY">Pixels from the top of the style.</param>
public readonly record struct PointPair(double ContentX, double ContentY, double StyleX, double StyleY)
{
    /// <summary>Reads pairs: <c>[{"content": [x, y], "style": [x, y]}, ...]</c>.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="OptionsException">The text is no such list; the message names the entry.</exception>
    public static IReadOnlyList<PointPair> ParseJson(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind != JsonValueKind.Array) throw new OptionsException("points", ["the JSON is no list: expected [{\"content\": [x, y], \"style\": [x, y]}, ...]"]);
            List<PointPair> pairs = [];
            List<string> problems = [];
            foreach (JsonElement entry in document.RootElement.EnumerateArray())
            {
                string where = $"pair {pairs.Count + problems.Count + 1}";
                if (Point(entry, "content") is not (double, double) content || Point(entry, "style") is not (double, double) style)
                    problems.Add($"{where} is {Short(entry)}: expected {{\"content\": [x, y], \"style\": [x, y]}}");
                else pairs.Add(new PointPair(content.X, content.Y, style.X, style.Y));
            }

            if (pairs.Count + problems.Count == 0) problems.Add("the list is empty: expected at least one pair");
            OptionsException.ThrowIfAny("points", problems);
            return pairs;
        }
        catch (JsonException error)
        {
            throw new OptionsException("points", [$"the JSON cannot be read: {error.Message.TrimEnd('.')}"]);
        }
    }

    /// <summary>Adds what is wrong with the pair for pictures of some sizes.</summary>
    internal void Check(string name, int contentWidth, int contentHeight, int styleWidth, int styleHeight, List<string> problems)
    {
        if (!(ContentX >= 0 && ContentX < contentWidth && ContentY >= 0 && ContentY < contentHeight))
            problems.Add(FormattableString.Invariant($"{name} has ({ContentX}, {ContentY}) in the content: expected a point within {contentWidth} x {contentHeight} pixels"));
        if (!(StyleX >= 0 && StyleX < styleWidth && StyleY >= 0 && StyleY < styleHeight))
            problems.Add(FormattableString.Invariant($"{name} has ({StyleX}, {StyleY}) in the style: expected a point within {styleWidth} x {styleHeight} pixels"));
    }

    private static (double X, double Y)? Point(JsonElement entry, string name) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(name, out JsonElement point) && point.ValueKind == JsonValueKind.Array && point.GetArrayLength() == 2
            && point[0].ValueKind == JsonValueKind.Number && point[1].ValueKind == JsonValueKind.Number
            && point[0].TryGetDouble(out double x) && point[1].TryGetDouble(out double y)
            ? (x, y) : null;

    private static string Short(JsonElement entry) => entry.GetRawText() is { Length: > 60 } text ? text[..57] + "..." : entry.GetRawText();
}
