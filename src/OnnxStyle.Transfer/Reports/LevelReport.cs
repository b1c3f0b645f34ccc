namespace OnnxStyle.Transfer;

/// <summary>What happened on one level of the pyramid.</summary>
public sealed record LevelReport
{
    /// <summary>The width in pixels.</summary>
    public int Width { get; init; }

    /// <summary>The height in pixels.</summary>
    public int Height { get; init; }

    /// <summary>Iterations done.</summary>
    public int Iterations { get; init; }

    /// <summary>Evaluations of the graph.</summary>
    public long Evaluations { get; init; }

    /// <summary>Seconds for targets, graph and session.</summary>
    public double PrepareSeconds { get; init; }

    /// <summary>Seconds for the iterations.</summary>
    public double RunSeconds { get; init; }

    /// <summary>Why the level ended: <c>iterations</c>, <c>converged</c> with the optimiser's reason, or <c>cancelled</c>.</summary>
    public string Ended { get; init; } = "";
}
