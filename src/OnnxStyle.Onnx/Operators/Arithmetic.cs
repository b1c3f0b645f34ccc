namespace OnnxStyle.Onnx;

/// <content>Element by element.</content>
public sealed partial class GraphBuilder
{
    /// <summary>Sum of two values.</summary>
    /// <param name="left">One operand.</param>
    /// <param name="right">The other; both broadcast and have one element type.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Add(Value left, Value right, string? name = null) => One("Add", name, [left, right]);

    /// <summary>Difference of two values.</summary>
    /// <param name="left">One operand.</param>
    /// <param name="right">The other; both broadcast and have one element type.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Sub(Value left, Value right, string? name = null) => One("Sub", name, [left, right]);

    /// <summary>Product of two values, element by element.</summary>
    /// <param name="left">One operand.</param>
    /// <param name="right">The other; both broadcast and have one element type.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Mul(Value left, Value right, string? name = null) => One("Mul", name, [left, right]);

    /// <summary>Quotient of two values; integers truncate towards zero.</summary>
    /// <param name="left">One operand.</param>
    /// <param name="right">The other; both broadcast and have one element type.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Div(Value left, Value right, string? name = null) => One("Div", name, [left, right]);

    /// <summary>Power.</summary>
    /// <param name="x">The base.</param>
    /// <param name="exponent">The exponent, broadcast.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Pow(Value x, Value exponent, string? name = null) => One("Pow", name, [x, exponent]);

    /// <summary>The larger of two values, element by element.</summary>
    /// <param name="left">One operand.</param>
    /// <param name="right">The other; both broadcast and have one element type.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Max(Value left, Value right, string? name = null) => One("Max", name, [left, right]);

    /// <summary>The smaller of two values, element by element.</summary>
    /// <param name="left">One operand.</param>
    /// <param name="right">The other; both broadcast and have one element type.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Min(Value left, Value right, string? name = null) => One("Min", name, [left, right]);

    /// <summary>Sum of one or more values that broadcast together.</summary>
    /// <param name="terms">The terms.</param>
    public Value Sum(params Value[] terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return One("Sum", null, terms);
    }

    /// <summary>Negative.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Neg(Value x, string? name = null) => One("Neg", name, [x]);

    /// <summary>Square root; NaN below 0.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Sqrt(Value x, string? name = null) => One("Sqrt", name, [x]);

    /// <summary>Natural exponential.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Exp(Value x, string? name = null) => One("Exp", name, [x]);

    /// <summary>Natural logarithm.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Log(Value x, string? name = null) => One("Log", name, [x]);

    /// <summary>Magnitude.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Abs(Value x, string? name = null) => One("Abs", name, [x]);

    /// <summary>-1, 0 or 1.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Sign(Value x, string? name = null) => One("Sign", name, [x]);

    /// <summary>1 / x.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Reciprocal(Value x, string? name = null) => One("Reciprocal", name, [x]);

    /// <summary>The largest integer not above x.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Floor(Value x, string? name = null) => One("Floor", name, [x]);

    /// <summary>The smallest integer not below x.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Ceil(Value x, string? name = null) => One("Ceil", name, [x]);

    /// <summary>Sine of radians.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Sin(Value x, string? name = null) => One("Sin", name, [x]);

    /// <summary>Cosine of radians.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Cos(Value x, string? name = null) => One("Cos", name, [x]);

    /// <summary>The error function.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Erf(Value x, string? name = null) => One("Erf", name, [x]);

    /// <summary>The same value under another name.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Identity(Value x, string? name = null) => One("Identity", name, [x]);

    /// <summary>Limits values to a range.</summary>
    /// <param name="x">Any shape.</param>
    /// <param name="min">The lower bound, a scalar of rank 0, or null.</param>
    /// <param name="max">The upper bound, a scalar of rank 0, or null.</param>
    /// <param name="name">A name for the output, or null.</param>
    public Value Clip(Value x, Value? min = null, Value? max = null, string? name = null) => One("Clip", name, [x, min, max]);
}
