using OnnxStyle.Tensors;

namespace OnnxStyle.Optimization;

/// <summary>Options of <see cref="LBfgs"/>.</summary>
public sealed record LBfgsOptions
{
    /// <summary>How many pairs of step and gradient change are remembered, 100. 1 or more. Each pair takes 8 bytes a variable: 100 pairs of a 512·512 picture take 630 MB once full.</summary>
    public int History { get; init; } = 100;

    /// <summary>How long a step is, none by default.</summary>
    public LineSearch LineSearch { get; init; } = LineSearch.None;

    /// <summary>The first length that is tried (strong Wolfe) or taken (none), 1. Above 0.</summary>
    public double LearningRate { get; init; } = 1;

    /// <summary>A pair with y·s at or below this is not remembered, 1e-10 as in PyTorch. Absolute: scale the loss so that its gradient's L1 norm is about 1 or more.</summary>
    public double CurvatureThreshold { get; init; } = 1e-10;

    /// <summary>c1 of the sufficient decrease, 1e-4. In (0, Curvature).</summary>
    public double SufficientDecrease { get; init; } = 1e-4;

    /// <summary>c2 of the curvature condition, 0.9. In (SufficientDecrease, 1).</summary>
    public double Curvature { get; init; } = 0.9;

    /// <summary>The most evaluations that one line search may spend, 25. 1 or more.</summary>
    public int MaxEvaluations { get; init; } = 25;

    /// <summary>The smallest value that a variable may take, or null.</summary>
    public float? LowerBound { get; init; }

    /// <summary>The largest value that a variable may take, or null.</summary>
    public float? UpperBound { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="OptionsException">Lists all that do not work.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (History < 1) problems.Add($"History must be 1 or more, it is {History}");
        if (!Enum.IsDefined(LineSearch)) problems.Add($"LineSearch must be None or StrongWolfe, it is {LineSearch}");
        if (!(LearningRate > 0) || !double.IsFinite(LearningRate)) problems.Add($"LearningRate must be above 0, it is {LearningRate}");
        if (!(CurvatureThreshold >= 0)) problems.Add($"CurvatureThreshold must be 0 or more, it is {CurvatureThreshold}");
        if (!(SufficientDecrease > 0 && SufficientDecrease < Curvature && Curvature < 1))
            problems.Add($"0 < SufficientDecrease < Curvature < 1 must hold, they are {SufficientDecrease} and {Curvature}");
        if (MaxEvaluations < 1) problems.Add($"MaxEvaluations must be 1 or more, it is {MaxEvaluations}");
        Box.Check(LowerBound, UpperBound, problems);
        OptionsException.ThrowIfAny(nameof(LBfgsOptions), problems);
    }
}
