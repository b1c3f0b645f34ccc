using OnnxStyle.Autograd;
using OnnxStyle.Onnx;
using OnnxStyle.Reference;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer.Tests;

/// <summary>Evaluates one loss on given features of one layer "f", in double on the reference evaluator.</summary>
internal sealed class LossHarness
{
    private readonly Graph graph;
    private readonly Dictionary<string, double[]> inputs = [];

    public LossHarness(LossTerm term, Shape features, IReadOnlyDictionary<string, Tensor<float>> targets, IReadOnlyDictionary<string, Tensor<float>>? guides = null)
    {
        GraphBuilder builder = new();
        bool onPixels = term.Layers.Count == 0;
        Value f = builder.Input("f", features);
        Dictionary<string, Tensor<float>> bound = [];
        LossContext context = new(builder, f, term.Name, onPixels ? new Dictionary<string, Value>() : new Dictionary<string, Value> { ["f"] = f }, targets, guides, bound);
        LossNode node = Assert.Single(term.Build(context));
        Scale = node.TargetScale;
        builder.Output(node.Value, "loss");
        builder.Output(Gradient.Append(builder, node.Value, [f])[0], "gradient");
        graph = builder.Build();
        foreach ((string name, Tensor<float> tensor) in bound) inputs[name] = ReferenceEvaluator.Doubles(tensor);
    }

    public double Scale { get; }

    public (double Loss, double[] Gradient) At(double[] features)
    {
        inputs["f"] = features;
        IReadOnlyDictionary<string, double[]> results = ReferenceEvaluator.Run(graph, inputs);
        return (Assert.Single(results["loss"]), results["gradient"]);
    }

    /// <summary>The targets that a term computes from features of layer "f".</summary>
    public static IReadOnlyDictionary<string, Tensor<float>> Targets(LossTerm term, Shape shape, double[] features, IReadOnlyDictionary<string, Tensor<float>>? guides = null)
    {
        GraphBuilder builder = new();
        Value f = builder.Input("f", shape);
        IReadOnlyDictionary<string, Value> statistics = term.Statistics(new StatisticsContext(builder, new Dictionary<string, Value> { ["f"] = f }, guides));
        foreach ((string name, Value value) in statistics) builder.Output(value, name);
        IReadOnlyDictionary<string, double[]> results = ReferenceEvaluator.Run(builder.Build(), new Dictionary<string, double[]> { ["f"] = features });
        return term.Targets(statistics.ToDictionary(pair => pair.Key, pair => new Tensor<float>(pair.Value.Shape, Array.ConvertAll(results[pair.Key], value => (float)value))));
    }

    public static double[] Random(int count, int seed, double scale = 1)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => scale * (random.NextDouble() + random.NextDouble() - 0.6))];
    }
}
