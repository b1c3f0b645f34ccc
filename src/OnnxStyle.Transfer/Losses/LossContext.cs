using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>Where a loss emits its nodes: the picture, its features and the targets of this one term.</summary>
public sealed class LossContext
{
    private readonly string term;
    private readonly IReadOnlyDictionary<string, Value> features;
    private readonly IReadOnlyDictionary<string, Tensor<float>> targets;
    private readonly IReadOnlyDictionary<string, Tensor<float>>? guides;
    private readonly Dictionary<string, Tensor<float>>? inputs;

    internal LossContext(
        GraphBuilder graph,
        Value image,
        string term,
        IReadOnlyDictionary<string, Value> features,
        IReadOnlyDictionary<string, Tensor<float>> targets,
        IReadOnlyDictionary<string, Tensor<float>>? guides,
        Dictionary<string, Tensor<float>>? inputs)
    {
        Graph = graph;
        Image = image;
        this.term = term;
        this.features = features;
        this.targets = targets;
        this.guides = guides;
        this.inputs = inputs;
    }

    /// <summary>The graph.</summary>
    public GraphBuilder Graph { get; }

    /// <summary>The picture that is being painted, <c>[1, 3, H, W]</c>, RGB in 0..1.</summary>
    public Value Image { get; }

    /// <summary>The feature map of a layer, <c>[1, C, H, W]</c>.</summary>
    public Value Feature(string layer) => features[layer];

    /// <summary>Whether the term's region is there at a layer, in the picture and in what it is compared with.</summary>
    public bool Sees(string layer) => guides is null || guides.ContainsKey(layer);

    /// <summary>The feature map of a layer times the guide of the term's region.</summary>
    public Value GuidedFeature(string layer) => guides is null ? features[layer] : Graph.Mul(features[layer], Graph.Constant(guides[layer], $"{term}/guide/{layer}"));

    /// <summary>A target as an input of the graph, its data bound once, whatever its size; in an exported graph, a constant.</summary>
    public Value Target(string name)
    {
        Tensor<float> tensor = targets[name];
        string input = $"target/{term}/{name}";
        if (inputs is null) return Graph.Constant(tensor, input);
        inputs.Add(input, tensor);
        return Graph.Input(input, tensor.Shape);
    }

    /// <summary>The data of a target.</summary>
    public Tensor<float> TargetData(string name) => targets[name];

    /// <summary>The mean square of a target's entries.</summary>
    public double MeanSquare(string name)
    {
        double sum = 0;
        foreach (float value in targets[name].Span) sum += (double)value * value;
        return sum / targets[name].Shape.ElementCount;
    }

    /// <summary>mean((a - b)^2) over all entries, a scalar <c>[]</c>.</summary>
    public Value MeanSquaredDifference(Value a, Value b)
    {
        Value difference = Graph.Sub(a, b);
        return Graph.ReduceMean(Graph.Mul(difference, difference), keepDims: false);
    }
}
