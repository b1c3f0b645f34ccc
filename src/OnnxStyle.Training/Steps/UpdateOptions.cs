using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>The optimiser inside a step. The learning rate is an input of the step: see <see cref="LearningRate"/>.</summary>
public sealed record UpdateOptions
{
    /// <summary>The rule. Adam by default.</summary>
    public UpdateKind Kind { get; init; } = UpdateKind.Adam;

    /// <summary>Adam: the memory of the mean of gradients, 0.9. In [0, 1).</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>Adam: the memory of the mean of squared gradients, 0.999. In [0, 1).</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Adam: added to the root of the mean square, 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>SGD: the momentum, 0.9; 0 for none. In [0, 1).</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>SGD: whether to look ahead along the velocity.</summary>
    public bool Nesterov { get; init; }

    /// <summary>How strongly parameters that decay are drawn towards 0; 0, the default, for not at all.</summary>
    public double WeightDecay { get; init; }

    /// <summary>The largest norm of the gradient over all parameters; a longer one is shortened. Null: any.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>The memory of a running average of the parameters, such as 0.999; null: none is kept. It begins with the initial values.</summary>
    public double? AverageDecay { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="OptionsException">Lists all that do not work.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (!Enum.IsDefined(Kind)) problems.Add($"Kind is {(int)Kind}; Adam, AdamW or Sgd is possible");
        Fraction(nameof(Beta1), Beta1, problems);
        Fraction(nameof(Beta2), Beta2, problems);
        Fraction(nameof(Momentum), Momentum, problems);
        Positive(nameof(Epsilon), Epsilon, problems);
        if (Nesterov && Momentum == 0) problems.Add("Nesterov needs a Momentum above 0, it is 0");
        if (Nesterov && Kind != UpdateKind.Sgd) problems.Add($"Nesterov has no effect with {Kind}; choose Sgd");
        if (!(WeightDecay >= 0) || !double.IsFinite(WeightDecay)) problems.Add($"WeightDecay must be 0 or more, it is {WeightDecay}");
        if (ClipNorm is double norm) Positive(nameof(ClipNorm), norm, problems);
        if (AverageDecay is double decay) Fraction(nameof(AverageDecay), decay, problems);
        OptionsException.ThrowIfAny(nameof(UpdateOptions), problems);
    }

    private static void Fraction(string name, double value, List<string> problems)
    {
        if (!(value >= 0 && value < 1)) problems.Add($"{name} must be 0 or more and below 1, it is {value}");
    }

    private static void Positive(string name, double value, List<string> problems)
    {
        if (!(value > 0) || !double.IsFinite(value)) problems.Add($"{name} must be above 0, it is {value}");
    }
}
