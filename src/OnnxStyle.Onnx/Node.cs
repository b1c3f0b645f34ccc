using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx;

/// <summary>One application of an operator. Immutable once its maker has given it its outputs.</summary>
public sealed class Node
{
    private readonly SortedDictionary<string, OnnxAttribute> attributes;

    internal Node(string opType, string domain, string name, IReadOnlyList<Value?> inputs, IEnumerable<OnnxAttribute> attributes)
    {
        OpType = opType;
        Domain = domain;
        Name = name;
        Inputs = inputs;
        this.attributes = new(StringComparer.Ordinal);
        foreach (OnnxAttribute attribute in attributes)
        {
            if (!this.attributes.TryAdd(attribute.Name, attribute)) throw new GraphException(ToString(), $"the attribute '{attribute.Name}' is given twice");
        }
    }

    /// <summary>The operator, such as <c>Conv</c>.</summary>
    public string OpType { get; }

    /// <summary>The operator's domain; empty for the operators of ONNX itself.</summary>
    public string Domain { get; }

    /// <summary>The node's name, which profiles and error messages show.</summary>
    public string Name { get; }

    /// <summary>The inputs in the operator's order; null where an optional one is left out.</summary>
    public IReadOnlyList<Value?> Inputs { get; }

    /// <summary>The outputs in the operator's order.</summary>
    public IReadOnlyList<Value> Outputs { get; internal set; } = [];

    /// <summary>The attributes by name, in ordinal order of their names.</summary>
    public IReadOnlyDictionary<string, OnnxAttribute> Attributes => attributes;

    /// <summary>An integer attribute, or <paramref name="fallback"/> when it is absent.</summary>
    /// <exception cref="GraphException">The attribute is of another kind.</exception>
    public long Int(string name, long fallback) => attributes.TryGetValue(name, out OnnxAttribute? found) ? found.Int : fallback;

    /// <summary>A number attribute, or <paramref name="fallback"/> when it is absent.</summary>
    /// <exception cref="GraphException">The attribute is of another kind.</exception>
    public float Float(string name, float fallback) => attributes.TryGetValue(name, out OnnxAttribute? found) ? found.Float : fallback;

    /// <summary>A text attribute, or <paramref name="fallback"/> when it is absent.</summary>
    /// <exception cref="GraphException">The attribute is of another kind.</exception>
    public string String(string name, string fallback) => attributes.TryGetValue(name, out OnnxAttribute? found) ? found.String : fallback;

    /// <summary>An attribute of integers, or null when it is absent. The attribute's own array.</summary>
    /// <exception cref="GraphException">The attribute is of another kind.</exception>
    public long[]? Ints(string name) => attributes.TryGetValue(name, out OnnxAttribute? found) ? found.Ints : null;

    /// <summary>An attribute of numbers, or null when it is absent. The attribute's own array.</summary>
    /// <exception cref="GraphException">The attribute is of another kind.</exception>
    public float[]? Floats(string name) => attributes.TryGetValue(name, out OnnxAttribute? found) ? found.Floats : null;

    /// <summary>A tensor attribute, or null when it is absent.</summary>
    /// <exception cref="GraphException">The attribute is of another kind.</exception>
    public Tensor? Tensor(string name) => attributes.TryGetValue(name, out OnnxAttribute? found) ? found.Tensor : null;

    /// <summary>Operator and name, such as <c>Conv 'conv1_1'</c>; the form that error messages use.</summary>
    public override string ToString() => $"{(Domain.Length == 0 ? "" : Domain + ".")}{OpType} '{Name}'";
}
