using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx;

/// <summary>A named setting of a node, fixed when the node is made. Immutable, as long as nobody writes into its arrays.</summary>
public sealed class OnnxAttribute
{
    private readonly object value;

    private OnnxAttribute(string name, OnnxAttributeKind kind, object value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(value);
        Name = name;
        Kind = kind;
        this.value = value;
    }

    /// <summary>The name that the operator's definition gives it, such as <c>strides</c>.</summary>
    public string Name { get; }

    /// <summary>Which of the value properties may be read.</summary>
    public OnnxAttributeKind Kind { get; }

    /// <summary>The integer.</summary>
    /// <exception cref="GraphException">The attribute is of another kind.</exception>
    public long Int => Kind == OnnxAttributeKind.Int ? (long)value : throw Wrong(OnnxAttributeKind.Int);

    /// <summary>The number.</summary>
    /// <exception cref="GraphException">The attribute is of another kind.</exception>
    public float Float => Kind == OnnxAttributeKind.Float ? (float)value : throw Wrong(OnnxAttributeKind.Float);

    /// <summary>The text.</summary>
    /// <exception cref="GraphException">The attribute is of another kind.</exception>
    public string String => value as string ?? throw Wrong(OnnxAttributeKind.String);

    /// <summary>The integers; the attribute's own array.</summary>
    /// <exception cref="GraphException">The attribute is of another kind.</exception>
    public long[] Ints => value as long[] ?? throw Wrong(OnnxAttributeKind.Ints);

    /// <summary>The numbers; the attribute's own array.</summary>
    /// <exception cref="GraphException">The attribute is of another kind.</exception>
    public float[] Floats => value as float[] ?? throw Wrong(OnnxAttributeKind.Floats);

    /// <summary>The tensor.</summary>
    /// <exception cref="GraphException">The attribute is of another kind.</exception>
    public Tensor Tensor => value as Tensor ?? throw Wrong(OnnxAttributeKind.Tensor);

    /// <summary>An integer attribute.</summary>
    public static OnnxAttribute Of(string name, long value) => new(name, OnnxAttributeKind.Int, value);

    /// <summary>A number attribute.</summary>
    public static OnnxAttribute Of(string name, float value) => new(name, OnnxAttributeKind.Float, value);

    /// <summary>A text attribute.</summary>
    public static OnnxAttribute Of(string name, string value) => new(name, OnnxAttributeKind.String, value);

    /// <summary>An attribute of integers. The array is not copied.</summary>
    public static OnnxAttribute Of(string name, long[] value) => new(name, OnnxAttributeKind.Ints, value);

    /// <summary>An attribute of numbers. The array is not copied.</summary>
    public static OnnxAttribute Of(string name, float[] value) => new(name, OnnxAttributeKind.Floats, value);

    /// <summary>A tensor attribute. The tensor is not copied.</summary>
    public static OnnxAttribute Of(string name, Tensor value) => new(name, OnnxAttributeKind.Tensor, value);

    /// <summary>Name and value as text, such as <c>strides=[2, 2]</c>.</summary>
    public override string ToString() => value switch
    {
        long[] list => $"{Name}=[{string.Join(", ", list)}]",
        float[] list => $"{Name}=[{string.Join(", ", list)}]",
        string text => $"{Name}=\"{text}\"",
        _ => $"{Name}={value}",
    };

    private GraphException Wrong(OnnxAttributeKind asked) => new($"Attribute '{Name}'", $"it is of kind {Kind}, not {asked}");
}
