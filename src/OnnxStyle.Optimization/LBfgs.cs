using System.Numerics.Tensors;

namespace OnnxStyle.Optimization;

/// <summary>
/// L-BFGS (Liu and Nocedal 1989) with the two-loop recursion and the conventions of <c>torch.optim.LBFGS</c>: the first step is
/// LearningRate/|g|₁ along -g, later ones LearningRate along -H·g; H starts at (y·s)/(y·y) of the newest pair.
/// Differs from PyTorch: sums run in double, and a direction that does not descend drops the history instead of ending the run. PyTorch's first
/// step is -g itself where |g|₁ is below 1, and its curvature threshold is absolute; here an objective multiplied by any factor takes the same steps.
/// </summary>
/// <remarks>
/// Bounds are held by projection: variables on a bound that the gradient pushes outwards are masked out of the direction and of the pairs, and
/// every trial point is clamped. Differs from L-BFGS-B (Byrd et al. 1995): no generalised Cauchy point and no subspace minimisation; the line search
/// runs along the projected path, where a variable that has met its bound stands still. With <see cref="LineSearch.None"/> the loss may rise.
/// </remarks>
public sealed class LBfgs : Optimizer
{
    private readonly LBfgsOptions options;
    private readonly Portions portions;
    private readonly CurvatureHistory history;
    private readonly Func<double, (double Loss, double Slope)> probe;
    private readonly Action keep;
    private float[] direction = [];
    private float[] mask = [];
    private float[] start = [];
    private float[] keptGradient = [];
    private IObjective? searched;
    private bool first = true;

    // The largest L1 norm of a direction without history since the length last changed: such steps are measured in it. 0: none yet.
    private double unit;

    // The number of evaluations when the gradient was measured by the history, and its norm then. Another number: not this gradient.
    private long measured = -1;
    private double measuredNorm;

    /// <summary>Makes an optimiser that has not stepped yet.</summary>
    /// <exception cref="Tensors.OptionsException">An option does not work.</exception>
    public LBfgs(LBfgsOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        this.options = options;
        Box = new Box(options.LowerBound, options.UpperBound);
        portions = new Portions(options.Threads);
        history = new CurvatureHistory(options.History, options.CurvatureThreshold, portions);
        probe = Probe;
        keep = () => (trialGradient, keptGradient) = (keptGradient, trialGradient);
    }

    /// <inheritdoc/>
    public override string Name => "lbfgs";

    /// <summary>The number of pairs remembered now, 0 to <see cref="LBfgsOptions.History"/>.</summary>
    public int HistoryCount => history.Count;

    private protected override Box Box { get; }

    /// <inheritdoc/>
    public override long MemoryBytes(int length) =>
        (4L + (2L * (options.History + 1)) + (Box.IsBounded ? 1 : 0) + (options.LineSearch == LineSearch.StrongWolfe ? 2 : 0)) * sizeof(float) * length;

    private protected override StepResult Advance(IObjective objective, Span<float> x)
    {
        bool known = measured == Evaluations;
        if (!known) history.Measure(gradient);
        double norm = known ? measuredNorm : Norm(x);
        if (norm == 0) return Stand(norm, "the gradient is zero");
        while (true)
        {
            double slope = Direction(x);
            if (!(slope < 0) || !double.IsFinite(slope))
            {
                if (history.Count == 0) return Stand(norm, "the gradient is too small for float32");
                Drop();
                continue;
            }

            if (first) unit = Math.Max(unit, VectorMath.SumMagnitudes(direction));
            double t = first ? 1 / unit * options.LearningRate : options.LearningRate;
            double newLoss;
            if (options.LineSearch == LineSearch.None)
            {
                portions.Move(x, (float)t, direction, Box, trial);
                newLoss = Evaluate(objective, trial, trialGradient);
            }
            else
            {
                (t, newLoss) = Search(objective, x, t, slope);
                if (t == 0 && history.Count == 0) return Stand(norm, "no lower point along the steepest descent: the loss is flat to float32");
                if (t == 0)
                {
                    Drop();
                    continue;
                }
            }

            double newNorm = Math.Sqrt(history.Measure(x, trial, gradient, trialGradient));
            if (!double.IsFinite(newLoss) || !double.IsFinite(newNorm)) throw new OptimizationException(Name, Iteration, newLoss, newNorm);
            first = false;
            history.Keep();
            double previous = loss;
            Accept(x, newLoss);
            measured = Evaluations;
            measuredNorm = Box.IsBounded ? Norm(x) : newNorm;
            return new StepResult(newLoss, previous, measuredNorm, t, false, null);
        }
    }

    private protected override void AllocateState(int length)
    {
        direction = new float[length];
        if (Box.IsBounded) mask = new float[length];
        if (options.LineSearch == LineSearch.StrongWolfe)
        {
            start = new float[length];
            keptGradient = new float[length];
        }
    }

    private protected override void Forget()
    {
        history.Free();
        first = true;
        unit = 0;
        measured = -1;
        direction = mask = start = keptGradient = [];
    }

    private protected override void Capture(Dictionary<string, double> scalars, Dictionary<string, float[]> arrays)
    {
        scalars["first"] = first ? 1 : 0;
        scalars["unit"] = unit;
        history.Capture(scalars, arrays);
    }

    private protected override void Restore(OptimizerState state, Func<OptimizerState, string, double> scalar, Func<OptimizerState, string, float[]> array)
    {
        first = scalar(state, "first") != 0;
        unit = scalar(state, "unit");
        measured = -1;
        history.Restore(state, scalar, array);
    }

    private protected override void ResampleState(int newLength, Func<float[], float[]> smooth, Func<float[], float[]> nonNegative)
    {
        history.Free();
        first = true;
        unit = 0;
        measured = -1;
        AllocateState(newLength);
    }

    private StepResult Stand(double norm, string reason) => new(loss, loss, norm, 0, true, reason);

    private void Drop()
    {
        history.Drop();
        first = true;
    }

    private double Norm(ReadOnlySpan<float> x) => Box.IsBounded ? Box.ProjectedNorm(x, gradient) : Math.Sqrt(portions.Dot(gradient, gradient));

    /// <summary>direction = -H·g within the free variables; its slope g·direction.</summary>
    private double Direction(ReadOnlySpan<float> x)
    {
        if (!Box.IsBounded) return history.Direction(gradient, direction);
        if (Box.FreeMask(x, gradient, mask))
        {
            TensorPrimitives.Negate(gradient, direction);
            TensorPrimitives.Multiply(direction, mask, direction);
            history.Multiply(direction, mask);
        }
        else
        {
            history.Direction(gradient, direction);
        }

        Box.HoldOutward(x, direction);
        return portions.Dot(gradient, direction);
    }

    private (double T, double Loss) Search(IObjective objective, ReadOnlySpan<float> x, double t, double slope)
    {
        x.CopyTo(start);
        searched = objective;
        (double accepted, double newLoss, bool last) = new WolfeSearch(options, loss, slope, probe, keep).Run(t);
        searched = null;
        if (accepted > 0 && !last)
        {
            (trialGradient, keptGradient) = (keptGradient, trialGradient);
            portions.Move(x, (float)accepted, direction, Box, trial);
        }

        return (accepted, newLoss);
    }

    private (double Loss, double Slope) Probe(double t)
    {
        portions.Move(start, (float)t, direction, Box, trial);
        double value = Evaluate(searched!, trial, trialGradient);
        return (value, Box.IsBounded ? Box.DotInside(trial, trialGradient, direction) : portions.Dot(trialGradient, direction));
    }
}
