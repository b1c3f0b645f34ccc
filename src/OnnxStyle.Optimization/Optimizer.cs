using OnnxStyle.Tensors;

namespace OnnxStyle.Optimization;

/// <summary>
/// Moves a point towards a smaller loss, one accepted iteration a call. Every optimiser evaluates at the point it returns and keeps that
/// gradient for the next call: the loss in <see cref="StepResult"/> belongs to the point one sees, and an iteration costs one evaluation
/// (one more at the start, some more when a line search has to look twice).
/// </summary>
/// <remarks>Not safe for use by two threads at once. No vector is allocated after the first steps (L-BFGS: after its history is full).</remarks>
public abstract class Optimizer
{
    private protected float[] gradient = [];
    private protected float[] trial = [];
    private protected float[] trialGradient = [];
    private protected double loss;
    private protected bool hasGradient;

    // An evaluation at the trial point was interrupted after the moments had taken up the gradient: the next call goes on from there.
    private protected bool moved;

    private protected Optimizer()
    {
    }

    /// <summary>The name in messages and saved states: <c>lbfgs</c>, <c>adam</c>, <c>rmsprop</c> or <c>gd</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Iterations done since the start or <see cref="Reset"/>; kept by <see cref="Resample"/>.</summary>
    public int Iteration { get; private protected set; }

    /// <summary>Evaluations of the objective since the start or <see cref="Reset"/>.</summary>
    public long Evaluations { get; private set; }

    /// <summary>The number of variables; 0 before the first step.</summary>
    public int Length { get; private protected set; }

    private protected abstract Box Box { get; }

    /// <summary>The most memory, in bytes, that the optimiser holds for so many variables.</summary>
    public abstract long MemoryBytes(int length);

    /// <summary>Does one iteration. On an exception, also one from the objective, <paramref name="x"/> is as it was.</summary>
    /// <param name="objective">The function; between two calls it may change only together with <see cref="Invalidate"/> or <see cref="Resample"/>.</param>
    /// <param name="x">The point, <c>[Length]</c>; outside of the bounds it is first clamped. Change it between calls only together with <see cref="Invalidate"/>.</param>
    /// <exception cref="ShapeException">The point or the objective has another length than before.</exception>
    /// <exception cref="OptimizationException">Loss or gradient are not finite.</exception>
    public StepResult Step(IObjective objective, Span<float> x)
    {
        ArgumentNullException.ThrowIfNull(objective);
        if (x.Length != objective.Length) throw new ShapeException(Name, $"a point of {objective.Length} variables", $"{x.Length}");
        if (Length == 0) Allocate(x.Length);
        if (x.Length != Length) throw new ShapeException(Name, $"a point of {Length} variables, as before (Resample changes the number)", $"{x.Length}");
        if (!hasGradient)
        {
            Box.Clamp(x);
            loss = Evaluate(objective, x, gradient);
            ThrowIfNotFinite(loss, gradient);
            hasGradient = true;
        }

        return Advance(objective, x);
    }

    /// <summary>Forgets the gradient kept from the last call, and nothing else: say so after changing the point or the objective from outside.</summary>
    public void Invalidate() => hasGradient = moved = false;

    /// <summary>Forgets everything; the next step is a first one, of any length.</summary>
    public void Reset()
    {
        Iteration = 0;
        Evaluations = 0;
        Length = 0;
        hasGradient = moved = false;
        gradient = trial = trialGradient = [];
        Forget();
    }

    /// <summary>Copies everything that the next steps depend on, exact to the bits. The point itself is not part of it.</summary>
    public OptimizerState Capture()
    {
        Dictionary<string, double> scalars = new(StringComparer.Ordinal) { ["iteration"] = Iteration, ["evaluations"] = Evaluations };
        Dictionary<string, float[]> arrays = new(StringComparer.Ordinal);
        if (hasGradient)
        {
            scalars["loss"] = loss;
            arrays["gradient"] = (float[])gradient.Clone();
        }

        if (moved) arrays["trial"] = (float[])trial.Clone();
        if (Length > 0) Capture(scalars, arrays);
        return new OptimizerState(Name, Length, scalars, arrays);
    }

    /// <summary>Takes a state that <see cref="Capture()"/> made; the next steps give the bits that the uninterrupted run would have given.</summary>
    /// <exception cref="OptimizerStateException">The state is another optimiser's, lacks something or has arrays of another length; the optimiser is then reset.</exception>
    public void Restore(OptimizerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        Reset();
        if (state.Optimizer != Name) throw new OptimizerStateException($"one of '{Name}'", $"one of '{state.Optimizer}'");
        try
        {
            if (state.Length > 0) Allocate(state.Length);
            hasGradient = state.Scalars.TryGetValue("loss", out loss);
            if (hasGradient) TakeArray(state, "gradient").CopyTo(gradient, 0);
            moved = state.Arrays.ContainsKey("trial");
            if (moved) TakeArray(state, "trial").CopyTo(trial, 0);
            if (state.Length > 0) Restore(state, TakeScalar, TakeArray);
            Iteration = (int)TakeScalar(state, "iteration");
            Evaluations = (long)TakeScalar(state, "evaluations");
        }
        catch (OptimizerStateException)
        {
            Reset();
            throw;
        }
    }

    /// <summary>
    /// Goes on with another number of variables: a picture of another size. Moments are resampled, <see cref="Iteration"/> and with it the bias
    /// correction are kept; L-BFGS drops its history, whose curvature belongs to the old pixels. Before the first step it does nothing.
    /// </summary>
    /// <param name="newLength">The new number of variables.</param>
    /// <param name="smooth">Resamples an array that may have any sign (bicubic, for a picture) and returns a new one of <paramref name="newLength"/>.</param>
    /// <param name="nonNegative">Resamples an array of squares without overshoot (bilinear); below 0 it is raised to 0 here.</param>
    /// <exception cref="ShapeException">A function returned another length.</exception>
    public void Resample(int newLength, Func<float[], float[]> smooth, Func<float[], float[]> nonNegative)
    {
        ArgumentNullException.ThrowIfNull(smooth);
        ArgumentNullException.ThrowIfNull(nonNegative);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(newLength);
        if (Length == 0) return;
        ResampleState(newLength, array => Resampled(array, smooth, newLength), array =>
        {
            float[] squares = Resampled(array, nonNegative, newLength);
            for (int i = 0; i < squares.Length; i++) squares[i] = Math.Max(squares[i], 0);
            return squares;
        });
        AllocateShared(newLength);
        hasGradient = moved = false;
    }

    private protected abstract StepResult Advance(IObjective objective, Span<float> x);

    private protected abstract void AllocateState(int length);

    private protected abstract void Forget();

    private protected abstract void Capture(Dictionary<string, double> scalars, Dictionary<string, float[]> arrays);

    private protected abstract void Restore(OptimizerState state, Func<OptimizerState, string, double> scalar, Func<OptimizerState, string, float[]> array);

    private protected abstract void ResampleState(int newLength, Func<float[], float[]> smooth, Func<float[], float[]> nonNegative);

    private protected double Evaluate(IObjective objective, ReadOnlySpan<float> x, Span<float> gradient)
    {
        double value = objective.Evaluate(x, gradient);
        Evaluations++;
        return value;
    }

    private protected void ThrowIfNotFinite(double value, ReadOnlySpan<float> gradientThere)
    {
        double norm = VectorMath.Norm(gradientThere);
        if (!double.IsFinite(value) || !double.IsFinite(norm)) throw new OptimizationException(Name, Iteration, value, norm);
    }

    /// <summary>Takes the trial point and its gradient as the new point.</summary>
    private protected void Accept(Span<float> x, double newLoss)
    {
        trial.CopyTo(x);
        (gradient, trialGradient) = (trialGradient, gradient);
        loss = newLoss;
        Iteration++;
    }

    private static float[] Resampled(float[] array, Func<float[], float[]> resample, int newLength)
    {
        float[] result = resample(array);
        return result.Length == newLength ? result : throw new ShapeException("Resample", $"{newLength} values from the resampling function", $"{result.Length}");
    }

    private static double TakeScalar(OptimizerState state, string name) =>
        state.Scalars.TryGetValue(name, out double value) ? value : throw new OptimizerStateException($"the number '{name}'", "none");

    private static float[] TakeArray(OptimizerState state, string name)
    {
        if (!state.Arrays.TryGetValue(name, out float[]? values)) throw new OptimizerStateException($"the array '{name}'", "none");
        return values.Length == state.Length ? values : throw new OptimizerStateException($"{state.Length} values in '{name}'", $"{values.Length}");
    }

    private void Allocate(int length)
    {
        AllocateShared(length);
        AllocateState(length);
    }

    private void AllocateShared(int length)
    {
        gradient = new float[length];
        trial = new float[length];
        trialGradient = new float[length];
        Length = length;
    }
}
