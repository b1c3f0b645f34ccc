using OnnxStyle.Optimization;

namespace OnnxStyle.Transfer;

/// <summary>Where a run stands within one level: all that its next step depends on, and the best picture so far.</summary>
internal sealed class LevelState
{
    public LevelState(float[] x, ExponentialMovingAverage? average)
    {
        X = x;
        Best = (float[])x.Clone();
        Average = average;
    }

    /// <summary>Iterations done on this level.</summary>
    public int Iteration { get; set; }

    /// <summary>The point, <c>[3, H, W]</c>.</summary>
    public float[] X { get; }

    /// <summary>The point with the smallest loss on this level.</summary>
    public float[] Best { get; }

    public double BestLoss { get; set; } = double.PositiveInfinity;

    public ExponentialMovingAverage? Average { get; }

    /// <summary>Whether the last point counts rather than the best: for a loss that leaves out what only the gradient knows.</summary>
    public bool KeepsLast { get; init; }

    /// <summary>What is shown and kept: the last point if that counts, the average where there is one, else the best point.</summary>
    public float[] Shown()
    {
        if (KeepsLast) return X;
        if (Average is not { Count: > 0 }) return Best;
        float[] shown = new float[X.Length];
        Average.CopyTo(shown);
        return shown;
    }
}
