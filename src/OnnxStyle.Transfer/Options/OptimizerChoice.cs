namespace OnnxStyle.Transfer;

/// <summary>The optimiser of a run and its settings. Nulls are the recipe's choice for the kind.</summary>
public sealed record OptimizerChoice
{
    /// <summary>Which optimiser.</summary>
    public OptimizerKind Kind { get; init; } = OptimizerKind.LBfgs;

    /// <summary>The step size in units of pixels in [0, 1]; null: 1 for L-BFGS, 0.02 for Adam, 0.005 for RMSprop, 0.1 for gradient descent.</summary>
    public double? LearningRate { get; init; }

    /// <summary>
    /// How many pairs of steps and gradient changes L-BFGS remembers, 1 to 1000. Each costs eight bytes a pixel and channel.
    /// Differs from neural-style and Gatys' code, which remember 100: 20 end within 1 % of their loss in a fifth of the memory.
    /// </summary>
    public int History { get; init; } = 20;

    /// <summary>Whether L-BFGS searches along its direction until the strong Wolfe conditions hold; null: yes, unless gradients are normalised.</summary>
    public bool? StrongWolfe { get; init; }

    /// <summary>Whether pixels stay in [0, 1]; null: yes for Adam and RMSprop, no for the others.</summary>
    public bool? BoxBounds { get; init; }

    /// <summary>The momentum of gradient descent and RMSprop, 0 to below 1.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>The decay of the running average that is shown and saved instead of the last iterate, 0 to below 1; 0: none; null: 0.99 for Adam, else 0.</summary>
    public double? Averaging { get; init; }

    internal void Check(List<string> problems)
    {
        if (!Enum.IsDefined(Kind)) problems.Add($"Optimizer.Kind is {Kind}: expected LBfgs, Adam, RmsProp or GradientDescent");
        if (LearningRate is double rate && !(rate > 0 && double.IsFinite(rate))) problems.Add($"Optimizer.LearningRate is {rate}: expected a finite number above 0");
        if (History is < 1 or > 1000) problems.Add($"Optimizer.History is {History}: expected 1 to 1000");
        if (!(Momentum is >= 0 and < 1)) problems.Add($"Optimizer.Momentum is {Momentum}: expected 0 to below 1");
        if (Averaging is double decay && !(decay is >= 0 and < 1)) problems.Add($"Optimizer.Averaging is {decay}: expected 0 to below 1");
    }
}
