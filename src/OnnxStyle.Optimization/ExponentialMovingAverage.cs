using System.Numerics.Tensors;
using OnnxStyle.Tensors;

namespace OnnxStyle.Optimization;

/// <summary>
/// The average of the points of a run, newer ones weighing more: a = decay·a + (1 - decay)·x, read as a / (1 - decay^t), so that the first
/// ones are not drawn towards 0. It takes the restlessness of Adam out of a picture. Source: crowsonkb/style-transfer-pytorch, decay 0.99.
/// </summary>
public sealed class ExponentialMovingAverage
{
    private float[] sum;
    private double weight; // 1 - decay^t, which the same recursion gives

    /// <summary>Makes an average of nothing.</summary>
    /// <param name="length">The number of variables, 1 or more.</param>
    /// <param name="decay">The memory, in [0, 1); 0 keeps the last point only.</param>
    public ExponentialMovingAverage(int length, double decay = 0.99)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        if (!(decay >= 0 && decay < 1)) throw new OptionsException(nameof(ExponentialMovingAverage), [$"decay must be 0 or more and below 1, it is {decay}"]);
        sum = new float[length];
        Decay = decay;
    }

    /// <summary>The memory, in [0, 1).</summary>
    public double Decay { get; }

    /// <summary>The number of variables.</summary>
    public int Length => sum.Length;

    /// <summary>The number of points taken in.</summary>
    public int Count { get; private set; }

    /// <summary>Takes one more point in.</summary>
    /// <exception cref="ShapeException">The point has another length.</exception>
    public void Update(ReadOnlySpan<float> x)
    {
        if (x.Length != sum.Length) throw new ShapeException(nameof(ExponentialMovingAverage), $"{sum.Length} variables", $"{x.Length}");
        TensorPrimitives.Multiply(sum, (float)Decay, sum);
        TensorPrimitives.FusedMultiplyAdd(x, (float)(1 - Decay), sum, sum);
        weight = (Decay * weight) + (1 - Decay);
        Count++;
    }

    /// <summary>Writes the average without its bias.</summary>
    /// <exception cref="InvalidOperationException">No point was taken in yet.</exception>
    /// <exception cref="ShapeException">The destination has another length.</exception>
    public void CopyTo(Span<float> destination)
    {
        if (Count == 0) throw new InvalidOperationException("An average of no points has no value. Call Update first.");
        if (destination.Length != sum.Length) throw new ShapeException(nameof(ExponentialMovingAverage), $"{sum.Length} variables", $"{destination.Length}");
        TensorPrimitives.Divide(sum, (float)weight, destination);
    }

    /// <summary>Goes on with another number of variables.</summary>
    /// <param name="smooth">Resamples the array (bicubic, for a picture).</param>
    public void Resample(Func<float[], float[]> smooth)
    {
        ArgumentNullException.ThrowIfNull(smooth);
        sum = smooth(sum);
    }

    /// <summary>Forgets all points.</summary>
    public void Reset()
    {
        Array.Clear(sum);
        weight = 0;
        Count = 0;
    }

    /// <summary>Copies everything that it remembers, exact to the bits.</summary>
    public OptimizerState Capture() => new(
        "ema",
        sum.Length,
        new Dictionary<string, double>(StringComparer.Ordinal) { ["weight"] = weight, ["count"] = Count, ["decay"] = Decay },
        new Dictionary<string, float[]>(StringComparer.Ordinal) { ["sum"] = (float[])sum.Clone() });

    /// <summary>Takes a captured state; the length becomes that of the state.</summary>
    /// <exception cref="OptimizerStateException">It is no state of an average with the same decay.</exception>
    public void Restore(OptimizerState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state.Optimizer != "ema" || !state.Arrays.TryGetValue("sum", out float[]? values) || values.Length != state.Length || values.Length == 0
            || !state.Scalars.TryGetValue("weight", out double newWeight) || !state.Scalars.TryGetValue("count", out double count))
            throw new OptimizerStateException("one of an average ('ema')", $"one of '{state.Optimizer}'");
        double decay = state.Scalars.GetValueOrDefault("decay");
        if (decay != Decay) throw new OptimizerStateException($"an average with decay {Decay}", $"{decay}");
        sum = (float[])values.Clone();
        weight = newWeight;
        Count = (int)count;
    }
}
