using OnnxStyle.Tensors;

namespace OnnxStyle.Runtime;

/// <summary>One input or output of a <see cref="CustomOperator"/>.</summary>
/// <param name="Type">The type of its elements.</param>
/// <param name="Kind">Whether it must be there.</param>
public sealed record OperatorPort(ElementType Type = ElementType.Float32, PortKind Kind = PortKind.Required);
