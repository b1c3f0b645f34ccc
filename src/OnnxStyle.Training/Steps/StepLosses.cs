using OnnxStyle.Onnx;

namespace OnnxStyle.Training;

/// <summary>What a network is judged by over a batch.</summary>
/// <param name="Total">The loss that training makes small: one element, a mean over the batch.</param>
/// <param name="Parts">Further figures that are shown and logged, each of one element and a mean over the batch, by name.</param>
public sealed record StepLosses(Value Total, params IReadOnlyList<(string Name, Value Value)> Parts);
