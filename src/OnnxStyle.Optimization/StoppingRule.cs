using OnnxStyle.Tensors;

namespace OnnxStyle.Optimization;

/// <summary>When a run ends. By default only the number of iterations ends it, as in the tools of the Gatys family.</summary>
public sealed record StoppingRule
{
    /// <summary>The most iterations, 500. 1 or more.</summary>
    public int MaxIterations { get; init; } = 500;

    /// <summary>Ends when the L2 norm of the (projected) gradient is at or below this. 0, the default, never.</summary>
    public double GradientTolerance { get; init; }

    /// <summary>Ends when the loss changes by no more than this part of itself in one iteration. 0, the default, never.</summary>
    public double LossChangeTolerance { get; init; }

    /// <summary>Ends when the loss is at or below this. Minus infinity, the default, never.</summary>
    public double LossTarget { get; init; } = double.NegativeInfinity;

    /// <summary>Checks every value.</summary>
    /// <exception cref="OptionsException">Lists all that do not work.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (MaxIterations < 1) problems.Add($"MaxIterations must be 1 or more, it is {MaxIterations}");
        if (!(GradientTolerance >= 0)) problems.Add($"GradientTolerance must be 0 or more, it is {GradientTolerance}");
        if (!(LossChangeTolerance >= 0)) problems.Add($"LossChangeTolerance must be 0 or more, it is {LossChangeTolerance}");
        if (double.IsNaN(LossTarget)) problems.Add("LossTarget must be a number, it is NaN");
        OptionsException.ThrowIfAny(nameof(StoppingRule), problems);
    }

    /// <summary>Decides after a step.</summary>
    /// <param name="iteration">The number of iterations done, this one included.</param>
    /// <param name="step">What the step did.</param>
    /// <returns>Why the run ends, in words without a full stop; null when it goes on.</returns>
    public string? Check(int iteration, StepResult step)
    {
        if (step.Converged) return step.Reason ?? "the optimiser has converged";
        if (step.Loss <= LossTarget) return $"the loss has reached {LossTarget}";
        if (GradientTolerance > 0 && step.GradientNormL2 <= GradientTolerance) return $"the gradient norm is at or below {GradientTolerance}";
        if (LossChangeTolerance > 0 && Math.Abs(step.PreviousLoss - step.Loss) <= LossChangeTolerance * Math.Abs(step.Loss))
            return $"the loss changes by no more than {LossChangeTolerance} of itself";
        return iteration >= MaxIterations ? $"{MaxIterations} iterations are done" : null;
    }
}
