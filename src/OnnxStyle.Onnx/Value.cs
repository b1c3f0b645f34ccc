using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx;

/// <summary>An edge of a graph: an input, an initializer or the output of a node. Made by a <see cref="GraphBuilder"/> or a reader.</summary>
public sealed class Value
{
    private readonly Shape? shape;

    internal Value(object owner, string name, ElementType elementType, Shape? shape, Node? producer = null, Tensor? constant = null)
    {
        Owner = owner;
        Name = name;
        ElementType = elementType;
        this.shape = shape;
        Producer = producer;
        Constant = constant;
        Known = constant;
    }

    /// <summary>The name, unique in its graph.</summary>
    public string Name { get; }

    /// <summary>The type of the elements; undefined only in a graph that was read from a file that does not say it.</summary>
    public ElementType ElementType { get; }

    /// <summary>The extents, outermost first.</summary>
    /// <exception cref="ShapeException">The shape is not known: the graph was read from a file with free dimensions.</exception>
    public Shape Shape => shape ?? throw new ShapeException($"Value '{Name}'", "a shape without free dimensions", "one that is known only when the graph runs");

    /// <summary>Whether <see cref="Shape"/> is known. Always true in a graph that a <see cref="GraphBuilder"/> made.</summary>
    public bool HasShape => shape is not null;

    /// <summary>The node that computes it, or null for an input or an initializer.</summary>
    public Node? Producer { get; }

    /// <summary>The data of an initializer, or null.</summary>
    public Tensor? Constant { get; }

    /// <summary>
    /// The contents where they are known before the graph runs: those of an initializer, of a <c>Constant</c> node, or short integers
    /// folded from shapes. Null where they are not.
    /// </summary>
    public Tensor? Known { get; internal init; }

    /// <summary>The builder or the reading that made it.</summary>
    internal object Owner { get; }

    /// <summary>Whether type and shape were given by somebody, because no inference can tell them.</summary>
    internal bool IsDeclared { get; init; }

    /// <summary>What a file says of the extents when some are free: a number as text, a name, or empty.</summary>
    internal IReadOnlyList<string>? FreeShape { get; init; }

    /// <summary>Name, type and shape, such as <c>x: Float32 [1, 3, 32, 32]</c>.</summary>
    public override string ToString() => $"{Name}: {ElementType} {(shape is null ? FreeShape is null ? "?" : $"[{string.Join(", ", FreeShape)}]" : shape.ToString())}";
}
