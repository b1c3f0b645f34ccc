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
}
