namespace OnnxStyle.Runtime;

/// <summary>What one node took in a profile, over all runs.</summary>
public sealed record ProfileNode
{
    /// <summary>The node's name after optimisation.</summary>
    public string Name { get; init; } = "";

    /// <summary>The operator, such as <c>Conv</c>.</summary>
    public string OpType { get; init; } = "";

    /// <summary>The provider that ran it, as ONNX Runtime spells it.</summary>
    public string Provider { get; init; } = "";

    /// <summary>How often it ran.</summary>
    public int Count { get; init; }

    /// <summary>The time of all its runs together in microseconds.</summary>
    public long Microseconds { get; init; }

    /// <summary>
    /// The floating-point operations of all its runs, two for a multiplication with addition, as the operator's definition counts them (a convolution
    /// as a direct one). 0 for operators other than Conv and the matrix products, which only move or touch data.
    /// </summary>
    public double Operations { get; init; }

    /// <summary>What it reached, in 10^9 operations a second; 0 where none are counted.</summary>
    public double GigaflopsPerSecond => Microseconds > 0 ? Operations / Microseconds / 1e3 : 0;
}
