using System.Text.Json.Serialization;

namespace OnnxStyle.Training;

/// <summary>The JSON of a report, without reflection.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AutoencoderReport))]
internal sealed partial class AutoencoderJson : JsonSerializerContext;
