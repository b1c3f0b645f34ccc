using System.Text;
using System.Text.Json;

namespace OnnxStyle.Recommender;

/// <summary>How an index was made, as the JSON in its part <c>settings</c>.</summary>
internal sealed record IndexSettings(IReadOnlyList<MetadataKind> Kinds, string? PictureFolder)
{
    /// <summary>Kinds and folder are read again; how texts and pictures became vectors is there for people.</summary>
    public static byte[] Write(IndexOptions options, IReadOnlyList<MetadataKind> kinds)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            WriteText(json, options.Text);
            if (options.Doc2Vec is Doc2VecOptions doc2vec) WriteDoc2Vec(json, doc2vec);
            if (options.Pictures is PictureOptions pictures) WritePictures(json, pictures);
            json.WriteStartArray("kinds");
            foreach (MetadataKind kind in kinds)
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
            JsonElement root = document.RootElement;
            return new IndexSettings(
                [.. root.GetProperty("kinds").EnumerateArray().Select(kind => new MetadataKind(kind.GetProperty("column").GetString()!, kind.GetProperty("weight").GetDouble()))],
                root.TryGetProperty("pictures", out JsonElement pictures) ? pictures.GetProperty("folder").GetString() : null);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw file.Damaged($"has settings that cannot be read ({error.Message.TrimEnd('.')})");
        }
    }

    private static void WriteText(Utf8JsonWriter json, TfIdfOptions text)
    {
        json.WriteStartObject("tfidf");
        json.WriteBoolean("lowercase", text.Lowercase);
        json.WriteStartArray("stopWords");
        foreach (string word in text.StopWords.Order(StringComparer.Ordinal)) json.WriteStringValue(word);
        json.WriteEndArray();
        json.WriteNumber("shortestGram", text.ShortestGram);
        json.WriteNumber("longestGram", text.LongestGram);
        json.WriteString("minDocuments", text.MinDocuments.ToString());
        json.WriteString("maxDocuments", text.MaxDocuments.ToString());
        if (text.MaxTerms is int limit) json.WriteNumber("maxTerms", limit);
        json.WriteBoolean("sublinearTf", text.SublinearTf);
        json.WriteBoolean("smoothIdf", text.SmoothIdf);
        json.WriteEndObject();
    }

    private static void WriteDoc2Vec(Utf8JsonWriter json, Doc2VecOptions options)
    {
        json.WriteStartObject("doc2vec");
        json.WriteString("mode", options.Mode.ToString());
        json.WriteNumber("size", options.Size);
        json.WriteNumber("window", options.Window);
        json.WriteNumber("minCount", options.MinCount);
        json.WriteNumber("sample", options.Sample);
        json.WriteNumber("negative", options.Negative);
        json.WriteNumber("epochs", options.Epochs);
        json.WriteNumber("firstStep", options.FirstStep);
        json.WriteNumber("lastStep", options.LastStep);
        json.WriteNumber("seed", options.Seed);
        json.WriteEndObject();
    }

    private static void WritePictures(Utf8JsonWriter json, PictureOptions pictures)
    {
        json.WriteStartObject("pictures");
        json.WriteString("folder", Path.GetFullPath(pictures.Folder));
        json.WriteString("encoder", pictures.Encoder);
        json.WriteNumber("side", pictures.Side);
        json.WriteString("fit", pictures.Fit.ToString());
        json.WriteString("textureLayers", string.Join(',', pictures.TextureLayers));
        json.WriteEndObject();
    }
}
