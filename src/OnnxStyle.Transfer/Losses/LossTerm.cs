using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// A loss as a description: what it compares, at which layers, with what weight. It emits ONNX nodes; gradients follow from Autograd.
/// </summary>
public abstract record LossTerm
{
    /// <summary>The name in logs; terms of one graph have different names.</summary>
    public abstract string Name { get; init; }

    /// <summary>What it is for.</summary>
    public abstract LossRole Role { get; }

    /// <summary>The layers it looks at; empty for terms on pixels.</summary>
    public IReadOnlyList<LayerWeight> Layers { get; init; } = [];

    /// <summary>The weight among the terms, in the convention of the graph. 0 or more.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>
    /// Emits what is computed once from a picture to compare with, under names of the term's own choice such as <c>gram/relu1_1</c>. The
    /// statistics of several pictures are averaged with weights, so they must be quantities for which an average makes sense.
    /// </summary>
    public virtual IReadOnlyDictionary<string, Value> Statistics(StatisticsContext context) => new Dictionary<string, Value>();

    /// <summary>Turns (averaged) statistics into the targets that <see cref="Build"/> reads; by default they are the same.</summary>
    public virtual IReadOnlyDictionary<string, Tensor<float>> Targets(IReadOnlyDictionary<string, Tensor<float>> statistics) => statistics;

    /// <summary>The shapes of the targets, for estimates: by default those of the statistics.</summary>
    public virtual IReadOnlyDictionary<string, Shape> TargetShapes(StatisticsContext context) => Statistics(context).ToDictionary(pair => pair.Key, pair => pair.Value.Shape);

    /// <summary>Emits the losses, one scalar a layer.</summary>
    public abstract IReadOnlyList<LossNode> Build(LossContext context);

    /// <summary>Checks the description.</summary>
    /// <exception cref="OptionsException">A layer or weight does not work; the message lists all that do not.</exception>
    public void Validate()
    {
        List<string> problems = [];
        LayerWeight.Check(Layers, $"{Name}.Layers", problems);
        if (!(Weight >= 0 && double.IsFinite(Weight))) problems.Add($"{Name}.Weight is {Weight}: expected a finite number of 0 or more");
        OptionsException.ThrowIfAny(GetType().Name, problems);
    }
}
