using System.Text.Json.Serialization;

namespace OnnxStyle.Training;

/// <summary>The JSON of a checkpoint, without reflection.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(TrainingFacts))]
internal sealed partial class CheckpointJson : JsonSerializerContext;
