using System.Text.Json;
using OnnxStyle.Imaging;

namespace OnnxStyle.Recommender;

/// <summary>How an index was made, as the JSON in its part <c>settings</c>.</summary>
/// <param name="Kinds">The kinds of metadata.</param>
/// <param name="Text">How texts became vectors.</param>
/// <param name="Doc2Vec">How texts became vectors by Doc2Vec, too; null: they did not.</param>
/// <param name="Pictures">How pictures became vectors; null: they did not. Its folder is a full path.</param>
/// <param name="Fingerprint">The <see cref="PictureEmbedder.Fingerprint"/> of what read the pictures; null: unknown.</param>
internal sealed record IndexSettings(IReadOnlyList<MetadataKind> Kinds, TfIdfOptions Text, Doc2VecOptions? Doc2Vec, PictureOptions? Pictures, string? Fingerprint)
{
    public byte[] Write()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            WriteText(json, Text);
            if (Doc2Vec is not null) WriteDoc2Vec(json, Doc2Vec);
            if (Pictures is not null) WritePictures(json, Pictures, Fingerprint);
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

    public static IndexSettings Parse(IndexFile file) => Parse(file.Section<byte>("settings"), reason => file.Damaged(reason));

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="damaged">Makes the error from a reason that ends a sentence.</param>
    public static IndexSettings Parse(ReadOnlySpan<byte> json, Func<string, Exception> damaged)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json.ToArray());
            JsonElement root = document.RootElement;
            bool hasPictures = root.TryGetProperty("pictures", out JsonElement pictures);
            return new IndexSettings(
                [.. root.GetProperty("kinds").EnumerateArray().Select(kind => new MetadataKind(kind.GetProperty("column").GetString()!, kind.GetProperty("weight").GetDouble()))],
                ReadText(root.GetProperty("tfidf")),
                root.TryGetProperty("doc2vec", out JsonElement doc2vec) ? ReadDoc2Vec(doc2vec) : null,
                hasPictures ? ReadPictures(pictures) : null,
                hasPictures && pictures.TryGetProperty("fingerprint", out JsonElement fingerprint) ? fingerprint.GetString() : null);
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw damaged($"has settings that cannot be read ({error.Message.TrimEnd('.')})");
        }
    }

    private static TfIdfOptions ReadText(JsonElement text) => new()
    {
        Lowercase = text.GetProperty("lowercase").GetBoolean(),
        StopWords = text.GetProperty("stopWords").EnumerateArray().Select(word => word.GetString()!).ToHashSet(StringComparer.Ordinal),
        ShortestGram = text.GetProperty("shortestGram").GetInt32(),
        LongestGram = text.GetProperty("longestGram").GetInt32(),
        MinDocuments = ReadLimit(text.GetProperty("minDocuments")),
        MaxDocuments = ReadLimit(text.GetProperty("maxDocuments")),
        MaxTerms = text.TryGetProperty("maxTerms", out JsonElement limit) ? limit.GetInt32() : null,
        SublinearTf = text.GetProperty("sublinearTf").GetBoolean(),
        SmoothIdf = text.GetProperty("smoothIdf").GetBoolean(),
    };

    private static DocumentLimit ReadLimit(JsonElement limit) =>
        DocumentLimit.TryParse(limit.GetString()!, out DocumentLimit value) ? value : throw new FormatException($"'{limit.GetString()}' is no number of documents");

    private static Doc2VecOptions ReadDoc2Vec(JsonElement doc2vec) => new()
    {
        Mode = Enum.Parse<Doc2VecMode>(doc2vec.GetProperty("mode").GetString()!),
        Size = doc2vec.GetProperty("size").GetInt32(),
        Window = doc2vec.GetProperty("window").GetInt32(),
        MinCount = doc2vec.GetProperty("minCount").GetInt32(),
        Sample = doc2vec.GetProperty("sample").GetDouble(),
        Negative = doc2vec.GetProperty("negative").GetInt32(),
        Epochs = doc2vec.GetProperty("epochs").GetInt32(),
        FirstStep = doc2vec.GetProperty("firstStep").GetDouble(),
        LastStep = doc2vec.GetProperty("lastStep").GetDouble(),
        Seed = doc2vec.GetProperty("seed").GetInt32(),
        Workers = doc2vec.TryGetProperty("workers", out JsonElement workers) ? workers.GetInt32() : 1,
    };

    private static PictureOptions ReadPictures(JsonElement pictures) => new()
    {
        Folder = pictures.GetProperty("folder").GetString()!,
        Encoder = pictures.GetProperty("encoder").GetString()!,
        Side = pictures.GetProperty("side").GetInt32(),
        Fit = Enum.Parse<PictureFit>(pictures.GetProperty("fit").GetString()!),
        TextureLayers = pictures.GetProperty("textureLayers").GetString()!.Split(','),
        Embedding = pictures.TryGetProperty("embedding", out JsonElement embedding) ? ReadEmbedding(embedding) : null,
    };

    private static EmbeddingOptions ReadEmbedding(JsonElement embedding) => new()
    {
        Model = embedding.GetProperty("model").GetString()!,
        Output = embedding.TryGetProperty("output", out JsonElement output) ? output.GetString() : null,
        Layout = embedding.TryGetProperty("layout", out JsonElement layout) ? Enum.Parse<EmbeddingLayout>(layout.GetString()!) : null,
        Side = embedding.GetProperty("side").GetInt32(),
        Scale = embedding.GetProperty("scale").GetDouble(),
        Mean = [.. embedding.GetProperty("mean").EnumerateArray().Select(value => value.GetDouble())],
        Deviation = [.. embedding.GetProperty("deviation").EnumerateArray().Select(value => value.GetDouble())],
        BlueFirst = embedding.GetProperty("blueFirst").GetBoolean(),
    };

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
        json.WriteNumber("workers", options.Workers);
        json.WriteEndObject();
    }

    private static void WritePictures(Utf8JsonWriter json, PictureOptions pictures, string? fingerprint)
    {
        json.WriteStartObject("pictures");
        json.WriteString("folder", Path.GetFullPath(pictures.Folder));
        json.WriteString("encoder", File.Exists(pictures.Encoder) ? Path.GetFullPath(pictures.Encoder) : pictures.Encoder);
        json.WriteNumber("side", pictures.Side);
        json.WriteString("fit", pictures.Fit.ToString());
        json.WriteString("textureLayers", string.Join(',', pictures.TextureLayers));
        if (pictures.Embedding is not null) WriteEmbedding(json, pictures.Embedding);
        if (fingerprint is not null) json.WriteString("fingerprint", fingerprint);
        json.WriteEndObject();
    }

    private static void WriteEmbedding(Utf8JsonWriter json, EmbeddingOptions embedding)
    {
        json.WriteStartObject("embedding");
        json.WriteString("model", Path.GetFullPath(embedding.Model));
        if (embedding.Output is not null) json.WriteString("output", embedding.Output);
        if (embedding.Layout is EmbeddingLayout layout) json.WriteString("layout", layout.ToString());
        json.WriteNumber("side", embedding.Side);
        json.WriteNumber("scale", embedding.Scale);
        foreach ((string name, IReadOnlyList<double> values) in new[] { ("mean", embedding.Mean), ("deviation", embedding.Deviation) })
        {
            json.WriteStartArray(name);
            foreach (double value in values) json.WriteNumberValue(value);
            json.WriteEndArray();
        }

        json.WriteBoolean("blueFirst", embedding.BlueFirst);
        json.WriteEndObject();
    }
}
