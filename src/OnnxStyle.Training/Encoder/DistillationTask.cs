using OnnxStyle.Networks;
using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>
/// A student that learns from its teacher, both in one graph: every layer after its ReLU shall be the channels of the teacher that it stands for (mean
/// squared error over the teacher's variance), and in the first layer of each block the Gram matrix shall be theirs (relative squared distance).
/// Both are counted in units of what the start leaves unexplained in that layer: else the deep layers, which are far off, would outweigh those that
/// are near, and that strokes are made of.
/// </summary>
public sealed class DistillationTask : ITrainingTask
{
    private const double LeastUnexplained = 0.01;
    private readonly Encoder teacher;
    private readonly StudentStart start;
    private readonly string[] convolutions;

    /// <summary>Prepares a task.</summary>
    /// <param name="teacher">The teacher; it stays as it is.</param>
    /// <param name="start">The student to begin with, with the teacher's preprocessing.</param>
    /// <param name="side">Pixels of the samples' sides.</param>
    public DistillationTask(Encoder teacher, StudentStart start, int side)
    {
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(start);
        this.teacher = teacher;
        this.start = start;
        convolutions = [.. start.Architecture.Convolutions().Select(c => c.Layer.Name)];
        Inputs = [new BatchInput("pictures", new Shape(3, side, side))];
        foreach (string name in start.Weights.Names)
            Parameters.Add(new Parameter(name, (Tensor<float>)start.Weights[name], Decays: !name.EndsWith(".bias", StringComparison.Ordinal)));
        Settings = new Dictionary<string, string>
        {
            ["teacher"] = teacher.Card.Architecture.ToString(),
            ["student"] = start.Architecture.ToString(),
            ["side"] = $"{side}",
        };
    }

    /// <inheritdoc/>
    public string Name => "encoder";

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Settings { get; }

    /// <inheritdoc/>
    public ParameterSet Parameters { get; } = new();

    /// <inheritdoc/>
    public IReadOnlyList<BatchInput> Inputs { get; }

    /// <inheritdoc/>
    public StepLosses Append(GraphBuilder graph, IReadOnlyDictionary<string, Value> weights, IReadOnlyDictionary<string, Value> batch)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(batch);
        Value pictures = batch["pictures"];
        string[] layers = [.. convolutions.Select(name => name.Replace("conv", "relu", StringComparison.Ordinal))];
        IReadOnlyDictionary<string, Value> wanted = teacher.Append(graph, pictures, layers);
        IReadOnlyDictionary<string, Value> found = Encoder.Append(graph, "student", start.Architecture, teacher.Card.Preprocessing, pictures, layers, weights);
        List<Value> features = [], grams = [];
        for (int i = 0; i < layers.Length; i++)
        {
            Value goal = Chosen(graph, wanted[layers[i]], start.Kept[convolutions[i]]), own = found[layers[i]];
            Value variance = LossMean.Of(graph, Square(graph, graph.Sub(goal, LossMean.Of(graph, goal))));
            Value unit = graph.Scalar((float)(1 / Math.Max(start.Unexplained.GetValueOrDefault(convolutions[i], 1), LeastUnexplained)));
            features.Add(graph.Mul(graph.Div(LossMean.Of(graph, Square(graph, graph.Sub(own, goal))), variance), unit));
            if (convolutions[i].EndsWith("_1", StringComparison.Ordinal)) grams.Add(graph.Mul(GramDistance(graph, own, goal), unit));
        }

        Value feature = graph.Div(graph.Sum([.. features]), graph.Scalar(features.Count)), gram = graph.Div(graph.Sum([.. grams]), graph.Scalar(grams.Count));
        return new StepLosses(graph.Add(feature, gram), ("features", feature), ("grams", gram));
    }

    private static Value Chosen(GraphBuilder graph, Value features, int[] channels) =>
        channels.Length == features.Shape[1] ? features : graph.Gather(features, graph.Int64s([.. channels.Select(c => (long)c)]), axis: 1);

    // The mean over pictures of ||G - H||^2 / ||H||^2, G and H being the Gram matrices of a picture's features.
    private static Value GramDistance(GraphBuilder graph, Value own, Value goal)
    {
        Value g = Gram(graph, own), h = Gram(graph, goal);
        Value distance = graph.ReduceSum(Square(graph, graph.Sub(g, h)), [1, 2], keepDims: false), size = graph.ReduceSum(Square(graph, h), [1, 2], keepDims: false);
        return graph.ReduceMean(graph.Div(distance, graph.Add(size, graph.Scalar(1e-6f))), keepDims: false);
    }

    private static Value Gram(GraphBuilder graph, Value features)
    {
        Shape shape = features.Shape;
        float positions = shape[2] * shape[3];
        Value flat = graph.Reshape(features, shape[0], shape[1], shape[2] * shape[3]);
        return graph.Div(graph.MatMul(flat, graph.Transpose(flat, [0, 2, 1])), graph.Scalar(positions));
    }

    private static Value Square(GraphBuilder graph, Value x) => graph.Mul(x, x);
}
