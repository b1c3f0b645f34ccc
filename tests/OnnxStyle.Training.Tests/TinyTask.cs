using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training.Tests;

/// <summary>A network small enough for finite differences: a convolution, a pooling and two outputs, fitted to numbers of the samples.</summary>
internal sealed class TinyTask : ITrainingTask
{
    public const int Side = 5;

    public TinyTask(int seed = 1, bool frozen = false)
    {
        RandomStream random = new((ulong)seed);
        Parameters.Add(new Parameter("conv.weight", Initialization.He(new Shape(3, 2, 3, 3), ref random), Frozen: frozen));
        Parameters.Add(new Parameter("conv.bias", new Tensor<float>(new Shape(3), [0.1f, -0.2f, 0.3f]), Decays: false));
        Parameters.AddLayer("head", Initialization.Glorot(new Shape(2, 12), ref random));
    }

    public string Name => "tiny";

    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string> { ["tiny width"] = "3" };

    public ParameterSet Parameters { get; } = new();

    public IReadOnlyList<BatchInput> Inputs { get; } = [new("x", new Shape(2, Side, Side)), new("y", new Shape(2))];

    public StepLosses Append(GraphBuilder graph, IReadOnlyDictionary<string, Value> weights, IReadOnlyDictionary<string, Value> batch)
    {
        Value x = batch["x"];
        Value features = graph.Tanh(graph.Conv(x, weights["conv.weight"], weights["conv.bias"], pads: [1, 1, 1, 1]));
        Value pooled = graph.Reshape(graph.AveragePool(features, [2, 2], [2, 2]), x.Shape[0], 12);
        Value error = graph.Sub(graph.Gemm(pooled, weights["head.weight"], weights["head.bias"], transB: true), batch["y"]);
        return new StepLosses(graph.ReduceMean(graph.Mul(error, error), keepDims: false), [("largest", graph.ReduceMax(graph.Abs(error), keepDims: false))]);
    }
}
