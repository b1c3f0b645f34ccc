namespace OnnxStyle.Transfer;

/// <summary>One line of the loss log: the state after one iteration.</summary>
public sealed record LossRow
{
    /// <summary>The level of the pyramid, 0 for the smallest picture.</summary>
    public int Level { get; init; }

    /// <summary>The iteration within the level, from 1.</summary>
    public int Iteration { get; init; }

    /// <summary>Evaluations of the graph so far, all levels together.</summary>
    public long Evaluations { get; init; }

    /// <summary>The weighted sum of all terms.</summary>
    public double Total { get; init; }

    /// <summary>The L2 norm of the gradient with respect to pixels in [0, 1].</summary>
    public double GradientNorm { get; init; }

    /// <summary>Every term at the last evaluation of the iteration.</summary>
    public IReadOnlyList<LossValue> Losses { get; init; } = [];
}
