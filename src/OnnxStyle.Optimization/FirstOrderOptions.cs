using OnnxStyle.Tensors;

namespace OnnxStyle.Optimization;

/// <summary>What Adam, RMSprop and gradient descent have in common.</summary>
public abstract record FirstOrderOptions
{
    /// <summary>The length of a step, in units of the variables (Adam, RMSprop) or of variable per gradient (gradient descent). Above 0.</summary>
    public double LearningRate { get; init; } = 0.02;

    /// <summary>How the learning rate falls: at iteration i (from 0) it is LearningRate·(1 + Decay·i)^-DecayPower. 0, the default, keeps it. Source: crowsonkb/style_transfer, 0.05.</summary>
    public double Decay { get; init; }

    /// <summary>The power of the fall, 0.5 by default.</summary>
    public double DecayPower { get; init; } = 0.5;

    /// <summary>The smallest value that a variable may take, or null. Points are clamped after every step.</summary>
    public float? LowerBound { get; init; }

    /// <summary>The largest value that a variable may take, or null.</summary>
    public float? UpperBound { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="OptionsException">Lists all that do not work.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (!(LearningRate > 0) || !double.IsFinite(LearningRate)) problems.Add($"LearningRate must be above 0, it is {LearningRate}");
        if (!(Decay >= 0) || !double.IsFinite(Decay)) problems.Add($"Decay must be 0 or more, it is {Decay}");
        if (!(DecayPower >= 0) || !double.IsFinite(DecayPower)) problems.Add($"DecayPower must be 0 or more, it is {DecayPower}");
        Box.Check(LowerBound, UpperBound, problems);
        Check(problems);
        OptionsException.ThrowIfAny(GetType().Name, problems);
    }

    private protected abstract void Check(List<string> problems);

    private protected static void CheckFraction(string name, double value, List<string> problems)
    {
        if (!(value >= 0 && value < 1)) problems.Add($"{name} must be 0 or more and below 1, it is {value}");
    }

    private protected static void CheckEpsilon(double value, List<string> problems)
    {
        if (!(value > 0) || !double.IsFinite(value)) problems.Add($"Epsilon must be above 0, it is {value}");
    }
}
