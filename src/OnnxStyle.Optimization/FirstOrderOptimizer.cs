namespace OnnxStyle.Optimization;

/// <summary>An optimiser that steps once along a direction it makes from the gradient, without looking where it lands.</summary>
public abstract class FirstOrderOptimizer : Optimizer
{
    private readonly FirstOrderOptions options;

    private protected FirstOrderOptimizer(FirstOrderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        this.options = options;
        Box = new Box(options.LowerBound, options.UpperBound);
    }

    /// <summary>The learning rate of the next step, after decay.</summary>
    public double LearningRate => options.Decay > 0 ? options.LearningRate * Math.Pow(1 + (options.Decay * Iteration), -options.DecayPower) : options.LearningRate;

    private protected override Box Box { get; }

    private protected override StepResult Advance(IObjective objective, Span<float> x)
    {
        double rate = LearningRate;
        if (!moved)
        {
            x.CopyTo(trial);
            Update(gradient, trial, rate);
            Box.Clamp(trial);
            moved = true;
        }

        double newLoss = Evaluate(objective, trial, trialGradient);
        ThrowIfNotFinite(newLoss, trialGradient);
        moved = false;
        double previous = loss;
        Accept(x, newLoss);
        double norm = Box.ProjectedNorm(x, gradient);
        return new StepResult(newLoss, previous, norm, rate, norm == 0, norm == 0 ? "the gradient is zero" : null);
    }

    /// <summary>Updates the moments from the gradient and moves the point.</summary>
    private protected abstract void Update(ReadOnlySpan<float> gradient, Span<float> x, double rate);
}
