using OnnxStyle.Onnx;

namespace OnnxStyle.Training;

/// <summary>
/// Something that can be trained: its parameters, and its forward graph with a loss, written once. The same function makes the step, the
/// evaluation on held-out samples, and (with constants) the finished model.
/// </summary>
public interface ITrainingTask
{
    /// <summary>A short name for graphs, logs and messages, such as <c>autoencoder</c>.</summary>
    string Name { get; }

    /// <summary>What must be the same for a run to go on: architecture and choices, by name.</summary>
    IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>The parameters with their initial values.</summary>
    ParameterSet Parameters { get; }

    /// <summary>What a batch consists of; the order is that of the tensors that an <see cref="ISampleSource"/> fills.</summary>
    IReadOnlyList<BatchInput> Inputs { get; }

    /// <summary>Appends network and losses. The number of samples is the first extent of the inputs.</summary>
    /// <param name="graph">The builder.</param>
    /// <param name="weights">The parameters by name.</param>
    /// <param name="batch">The inputs by name, <c>[N, ...]</c>.</param>
    StepLosses Append(GraphBuilder graph, IReadOnlyDictionary<string, Value> weights, IReadOnlyDictionary<string, Value> batch);
}
