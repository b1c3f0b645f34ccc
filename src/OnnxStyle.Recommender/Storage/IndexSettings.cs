using System.Text;
using System.Text.Json;

namespace OnnxStyle.Recommender;

/// <summary>How an index was made, as the JSON in its part <c>settings</c>.</summary>
internal sealed record IndexSettings(TfIdfOptions Text, IReadOnlyList<MetadataKind> Kinds)
{
    public byte[] ToJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteStartObject("tfidf");
            json.WriteBoolean("lowercase", Text.Lowercase);
            json.WriteStartArray("stopWords");
            foreach (string word in Text.StopWords.Order(StringComparer.Ordinal)) json.WriteStringValue(word);
            json.WriteEndArray();
            json.WriteNumber("shortestGram", Text.ShortestGram);
            json.WriteNumber("longestGram", Text.LongestGram);
            json.WriteString("minDocuments", Text.MinDocuments.ToString());
            json.WriteString("maxDocuments", Text.MaxDocuments.ToString());
            if (Text.MaxTerms is int limit) json.WriteNumber("maxTerms", limit);
            json.WriteBoolean("sublinearTf", Text.SublinearTf);
            json.WriteBoolean("smoothIdf", Text.SmoothIdf);
            json.WriteEndObject();
            json.WriteStartArray("kinds");
            foreach (MetadataKind kind in Kinds)
            {
                json.WriteStartObject();
                json.WriteString("column", kind.Column);
                json.WriteNumber("weight", kind.Weight);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    public static IndexSettings Parse(IndexFile file)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(Encoding.UTF8.GetString(file.Section<byte>("settings")));
            JsonElement root = document.RootElement, text = root.GetProperty("tfidf");
            return new IndexSettings(
                new TfIdfOptions
                {
                    Lowercase = text.GetProperty("lowercase").GetBoolean(),
                    StopWords = text.GetProperty("stopWords").EnumerateArray().Select(word => word.GetString()!).ToHashSet(StringComparer.Ordinal),
                    ShortestGram = text.GetProperty("shortestGram").GetInt32(),
                    LongestGram = text.GetProperty("longestGram").GetInt32(),
                    MinDocuments = Limit(text, "minDocuments"),
                    MaxDocuments = Limit(text, "maxDocuments"),
                    MaxTerms = text.TryGetProperty("maxTerms", out JsonElement limit) ? limit.GetInt32() : null,
                    SublinearTf = text.GetProperty("sublinearTf").GetBoolean(),
                    SmoothIdf = text.GetProperty("smoothIdf").GetBoolean(),
                },
                [.. root.GetProperty("kinds").EnumerateArray().Select(kind => new MetadataKind(kind.GetProperty("column").GetString()!, kind.GetProperty("weight").GetDouble()))]);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw file.Damaged($"has settings that cannot be read ({error.Message.TrimEnd('.')})");
        }
    }

    private static DocumentLimit Limit(JsonElement text, string name) =>
        DocumentLimit.TryParse(text.GetProperty(name).GetString()!, out DocumentLimit limit) ? limit : throw new FormatException($"{name} is no number of documents");
}
