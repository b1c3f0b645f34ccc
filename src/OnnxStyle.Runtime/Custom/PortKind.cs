namespace OnnxStyle.Runtime;

/// <summary>Whether an input or output of an operator must be there. The numbers are ONNX Runtime's.</summary>
public enum PortKind
{
    /// <summary>Every node has it.</summary>
    Required = 0,

    /// <summary>A node may leave it out.</summary>
    Optional = 1,

    /// <summary>The last of the list: a node has it once or more often.</summary>
    Variadic = 2,
}
