using OnnxStyle.Onnx;
using OnnxStyle.Tensors;
using OnnxStyle.Training;

namespace OnnxStyle.TrainingBenchmark;

/// <summary>A small VGG: two blocks of two convolutions and one of one, 2x2 average pooling between them, the mean over places, seven classes.</summary>
internal sealed class SmallClassifier : ITrainingTask
{
    public const int Side = 64, Classes = 7;

    private static readonly (string Name, int In, int Out, bool Pool)[] Layers =
        [("conv1_1", 3, 32, false), ("conv1_2", 32, 32, true), ("conv2_1", 32, 64, false), ("conv2_2", 64, 64, true), ("conv3_1", 64, 128, false)];

    public SmallClassifier()
    {
        RandomStream random = new(5);
        foreach ((string name, int from, int to, _) in Layers) Parameters.AddLayer(name, Initialization.He(new Shape(to, from, 3, 3), ref random));
        Parameters.AddLayer("head", Initialization.Glorot(new Shape(Classes, 128), ref random));
    }

    public string Name => "classifier";

    public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    public ParameterSet Parameters { get; } = new();

    public IReadOnlyList<BatchInput> Inputs { get; } = [new("picture", new Shape(3, Side, Side)), new("class", new Shape(Classes))];

    public StepLosses Append(GraphBuilder graph, IReadOnlyDictionary<string, Value> weights, IReadOnlyDictionary<string, Value> batch)
    {
        Value x = batch["picture"];
        foreach ((string name, _, _, bool pool) in Layers)
        {
            x = graph.Relu(graph.Conv(x, weights[$"{name}.weight"], weights[$"{name}.bias"], pads: [1, 1, 1, 1]));
            if (pool) x = graph.AveragePool(x, [2, 2], [2, 2]);
        }

        Value means = graph.Reshape(graph.GlobalAveragePool(x), x.Shape[0], 128);
        Value logits = graph.Gemm(means, weights["head.weight"], weights["head.bias"], transB: true);
        Value likelihood = graph.Mul(graph.LogSoftmax(logits), batch["class"]);
        return new StepLosses(graph.Div(graph.ReduceSum(likelihood, keepDims: false), graph.Scalar(-x.Shape[0])));
    }
}
