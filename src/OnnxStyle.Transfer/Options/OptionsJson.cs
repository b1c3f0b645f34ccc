using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>Options, reports and checkpoints as JSON, written by generated code: no reflection.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, UseStringEnumConverter = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(StylizeOptions))]
[JsonSerializable(typeof(ReconstructOptions))]
[JsonSerializable(typeof(TextureOptions))]
[JsonSerializable(typeof(EasternOptions))]
[JsonSerializable(typeof(PhotoOptions))]
[JsonSerializable(typeof(StrotssOptions))]
[JsonSerializable(typeof(RunReport))]
[JsonSerializable(typeof(CheckpointFacts))]
internal sealed partial class OptionsJson : JsonSerializerContext
{
    internal static string Write<T>(T value, JsonTypeInfo<T> type) => JsonSerializer.Serialize(value, type).ReplaceLineEndings("\n");

    /// <summary>Reads a record of options: what the text does not name keeps its default, what it names must exist.</summary>
    internal static T Read<T>(string json, JsonTypeInfo<T> type)
        where T : new()
    {
        try
        {
            JsonObject given = JsonNode.Parse(json) as JsonObject ?? throw new JsonException("expected an object in braces");
            if (given["options"] is JsonObject inside && given.ContainsKey("encoderSha256")) given = inside;
            JsonObject whole = (JsonObject)JsonNode.Parse(JsonSerializer.Serialize(new T(), type))!;
            Lay(given, whole, "");
            return whole.Deserialize(type)!;
        }
        catch (JsonException error)
        {
            throw new OptionsException(typeof(T).Name, [$"the JSON cannot be read: {error.Message.TrimEnd('.')}"]);
        }
    }

    // Generated code gives a property that the text lacks its type's default, not the record's: so the text is laid over the defaults.
    private static void Lay(JsonObject given, JsonObject whole, string path)
    {
        foreach ((string name, JsonNode? value) in given)
        {
            if (!whole.ContainsKey(name)) throw new JsonException($"'{path}{name}' is no option; the options here are {string.Join(", ", whole.Select(pair => pair.Key))}");
            if (value is null && whole[name] is JsonObject or JsonArray) throw new JsonException($"'{path}{name}' is null; leave it out for its default");
            if (value is JsonObject inner && whole[name] is JsonObject outer && name != "providerOptions") Lay(inner, outer, $"{path}{name}.");
            else whole[name] = value?.DeepClone();
        }
    }
}
