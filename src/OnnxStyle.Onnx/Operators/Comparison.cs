using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx;

/// <content>Comparisons, truth values, choices and types.</content>
public sealed partial class GraphBuilder
{
    /// <summary>left = right. Boolean output.</summary>
    /// <param name="left">One operand.</param>
    /// <param name="right">The other; both broadcast.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Equal(Value left, Value right, string? name = null) => One("Equal", name, [left, right]);

    /// <summary>left &gt; right. Boolean output.</summary>
    /// <param name="left">One operand.</param>
    /// <param name="right">The other; both broadcast.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Greater(Value left, Value right, string? name = null) => One("Greater", name, [left, right]);

    /// <summary>left &lt; right. Boolean output.</summary>
    /// <param name="left">One operand.</param>
    /// <param name="right">The other; both broadcast.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Less(Value left, Value right, string? name = null) => One("Less", name, [left, right]);

    /// <summary>left &gt;= right. Boolean output.</summary>
    /// <param name="left">One operand.</param>
    /// <param name="right">The other; both broadcast.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value GreaterOrEqual(Value left, Value right, string? name = null) => One("GreaterOrEqual", name, [left, right]);

    /// <summary>left &lt;= right. Boolean output.</summary>
    /// <param name="left">One operand.</param>
    /// <param name="right">The other; both broadcast.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value LessOrEqual(Value left, Value right, string? name = null) => One("LessOrEqual", name, [left, right]);

    /// <summary>Both of two truth values. Boolean output.</summary>
    /// <param name="left">One operand.</param>
    /// <param name="right">The other; both broadcast.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value And(Value left, Value right, string? name = null) => One("And", name, [left, right]);

    /// <summary>Either of two truth values. Boolean output.</summary>
    /// <param name="left">One operand.</param>
    /// <param name="right">The other; both broadcast.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Or(Value left, Value right, string? name = null) => One("Or", name, [left, right]);

    /// <summary>The opposite truth value.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Not(Value x, string? name = null) => One("Not", name, [x]);

    /// <summary>Chooses element by element.</summary>
    /// <param name="condition">Boolean, broadcast.</param>
    /// <param name="x">Taken where the condition holds.</param>
    /// <param name="y">Taken elsewhere.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Where(Value condition, Value x, Value y, string? name = null) => One("Where", name, [condition, x, y]);

    /// <summary>Converts the elements to another type.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="type">The new type.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Cast(Value x, ElementType type, string? name = null) => One("Cast", name, [x], OnnxAttribute.Of("to", (long)type));
}
