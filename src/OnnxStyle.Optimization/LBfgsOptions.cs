using OnnxStyle.Tensors;

namespace OnnxStyle.Optimization;

/// <summary>Options of <see cref="LBfgs"/>.</summary>
public sealed record LBfgsOptions
{
    /// <summary>
    /// How many pairs of step and gradient change are remembered, 20. 1 or more. Each pair takes 8 bytes a variable: 20 pairs of a 512·512 picture take 126 MB once full.
    /// Differs from PyTorch and neural-style, which remember 100 (630 MB): measured in <c>src/decisions/history.md</c>, 20 end within 1 % of their loss.
    /// </summary>
    public int History { get; init; } = 20;

    /// <summary>How long a step is, none by default.</summary>
    public LineSearch LineSearch { get; init; } = LineSearch.None;

    /// <summary>The first length that is tried (strong Wolfe) or taken (none), 1. Above 0.</summary>
    public double LearningRate { get; init; } = 1;

    /// <summary>
    /// A pair is remembered where y·s > CurvatureThreshold·‖y‖·‖s‖, 1e-7: below the unit roundoff of float32 (6e-8) the sign of y·s is chance. 0 to below 1.
    /// Differs from PyTorch, whose threshold is y·s > 1e-10 and forgets every pair of a loss of small scale.
    /// </summary>
    public double CurvatureThreshold { get; init; } = 1e-7;

    /// <summary>c1 of the sufficient decrease, 1e-4. In (0, Curvature).</summary>
    public double SufficientDecrease { get; init; } = 1e-4;

    /// <summary>c2 of the curvature condition, 0.9. In (SufficientDecrease, 1).</summary>
    public double Curvature { get; init; } = 0.9;

    /// <summary>The most evaluations that one line search may spend, 25. 1 or more.</summary>
    public int MaxEvaluations { get; init; } = 25;

    /// <summary>Threads that loops over long vectors take from the pool of the program; 0, the default: one for each processor. Their number changes no bit.</summary>
    public int Threads { get; init; }

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
        if (!(CurvatureThreshold is >= 0 and < 1)) problems.Add($"CurvatureThreshold must be 0 to below 1, it is {CurvatureThreshold}");
        if (!(SufficientDecrease > 0 && SufficientDecrease < Curvature && Curvature < 1))
            problems.Add($"0 < SufficientDecrease < Curvature < 1 must hold, they are {SufficientDecrease} and {Curvature}");
        if (MaxEvaluations < 1) problems.Add($"MaxEvaluations must be 1 or more, it is {MaxEvaluations}");
        if (Threads < 0) problems.Add($"Threads must be 0 or more, it is {Threads}");
        Box.Check(LowerBound, UpperBound, problems);
        OptionsException.ThrowIfAny(nameof(LBfgsOptions), problems);
    }
}
