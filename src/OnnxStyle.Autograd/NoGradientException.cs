using OnnxStyle.Tensors;

namespace OnnxStyle.Autograd;

/// <summary>A gradient was asked through a node that has no rule for it. The remedy is in the message.</summary>
public sealed class NoGradientException : OnnxStyleException
{
    /// <summary>Makes an error about one node.</summary>
    /// <param name="node">The node's name.</param>
    /// <param name="operatorName">The node's operator, with its domain in front unless that is ONNX's own.</param>
    /// <param name="reason">What is missing and what to do instead, as a sentence without its full stop.</param>
    public NoGradientException(string node, string operatorName, string reason)
        : base($"No gradient through {operatorName} '{node}': {reason}.")
    {
        Node = node;
        Operator = operatorName;
        Reason = reason;
    }

    /// <summary>The node's name.</summary>
    public string Node { get; }

    /// <summary>The node's operator.</summary>
    public string Operator { get; }

    /// <summary>What is missing and what to do instead.</summary>
    public string Reason { get; }
}
