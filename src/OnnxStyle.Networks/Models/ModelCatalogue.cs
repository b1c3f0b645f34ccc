using System.Reflection;
using System.Text.Json;

namespace OnnxStyle.Networks;

/// <summary>The models that can be fetched, from <c>onnx/models.json</c>, which is part of the program.</summary>
public static class ModelCatalogue
{
    private static readonly Lazy<IReadOnlyList<ModelEntry>> Entries = new(ReadEmbedded);

    /// <summary>All models, in the order of the file.</summary>
    public static IReadOnlyList<ModelEntry> Models => Entries.Value;

    /// <summary>The model of a name.</summary>
    /// <exception cref="ModelMissingException">The catalogue has no such model; the message lists those that it has.</exception>
    public static ModelEntry Find(string name) => Models.FirstOrDefault(model => model.Name == name)
        ?? throw new ModelMissingException(name, "the catalogue", $"It has {string.Join(", ", Models.Select(model => model.Name))}.");

    /// <summary>The model whose published file has the name of this one; null: none.</summary>
    /// <param name="path">A path; only its last part counts. Whether the file is the published one is for <see cref="ModelEntry.CheckFile"/> to say.</param>
    public static ModelEntry? OfFile(string path)
    {
        string name = Path.GetFileName(path);
        return Models.FirstOrDefault(model => model.FileName == name);
    }

    private static ModelEntry[] ReadEmbedded()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("models.json")
            ?? throw new InvalidOperationException("models.json is not embedded.");
        using JsonDocument document = JsonDocument.Parse(stream);
        return [.. document.RootElement.GetProperty("models").EnumerateArray().Select(ReadEntry)];
    }

    private static ModelEntry ReadEntry(JsonElement json) => new()
    {
        Name = Text(json, "name"),
        Description = Text(json, "description"),
        Licence = Text(json, "licence"),
        Origin = Text(json, "origin"),
        Url = new Uri(Text(json, "url")),
        Bytes = json.GetProperty("bytes").GetInt64(),
        Sha256Prefix = Text(json, "sha256Prefix"),
        Convention = Enum.Parse<WeightConvention>(Text(json, "convention")),
        Architecture = new VggArchitecture(
            [.. json.GetProperty("channels").EnumerateArray().Select(block => (IReadOnlyList<int>)[.. block.EnumerateArray().Select(c => c.GetInt32())])]),
    };

    private static string Text(JsonElement json, string key) => json.GetProperty(key).GetString() ?? "";
}
