using System.Diagnostics.CodeAnalysis;

namespace OnnxStyle.Onnx;

/// <summary>A finished model: nodes in an order in which they can run, and the values between them.</summary>
public sealed class Graph
{
    private readonly Dictionary<string, Value> values = new(StringComparer.Ordinal);

    internal Graph(string name, IReadOnlyList<Value> inputs, IReadOnlyList<Value> outputs, IReadOnlyList<Value> initializers, IReadOnlyList<Node> nodes)
    {
        Name = name;
        Inputs = inputs;
        Outputs = outputs;
        Initializers = initializers;
        Nodes = nodes;
        foreach (Value value in inputs.Concat(initializers).Concat(nodes.SelectMany(node => node.Outputs)))
        {
            if (value.Name.Length > 0 && !values.TryAdd(value.Name, value)) throw new GraphException($"Graph '{name}'", $"the value name '{value.Name}' is used twice");
        }
    }

    /// <summary>The name of the graph.</summary>
    public string Name { get; }

    /// <summary>The version of ONNX's own operators; 17 for graphs that were built here.</summary>
    public int Opset { get; internal init; } = GraphBuilder.Opset;

    /// <summary>The version of the file format; 8 for graphs that were built here.</summary>
    public int IrVersion { get; internal init; } = 8;

    /// <summary>The versions of the other operator domains in use, in ordinal order of their names.</summary>
    public IReadOnlyDictionary<string, long> Domains { get; internal init; } = new SortedDictionary<string, long>(StringComparer.Ordinal);

    /// <summary>What a run must be given, in the order of declaration.</summary>
    public IReadOnlyList<Value> Inputs { get; }

    /// <summary>What a run gives, in the order of declaration.</summary>
    public IReadOnlyList<Value> Outputs { get; }

    /// <summary>The constants that nodes use.</summary>
    public IReadOnlyList<Value> Initializers { get; }

    /// <summary>The nodes; each comes after those whose outputs it takes.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>Free texts that are kept in the file, in ordinal order of their keys.</summary>
    public IDictionary<string, string> Metadata { get; } = new SortedDictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// What a file shall say of the extents of inputs and outputs that a host may choose: by the value's name its extents, a number or a name each, such as
    /// <c>["N", "3", "224", "224"]</c>. Only for graphs whose nodes hold at any such extent; nothing here checks that.
    /// </summary>
    public IDictionary<string, IReadOnlyList<string>> FreeExtents { get; } = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>The value of that name.</summary>
    /// <exception cref="GraphException">No value has the name.</exception>
    public Value Find(string name) => TryFind(name, out Value? value) ? value : throw new GraphException($"Graph '{Name}'", $"no value is named '{name}'");

    /// <summary>Looks a value up by name: an input, an initializer or the output of a node.</summary>
    public bool TryFind(string name, [NotNullWhen(true)] out Value? value) => values.TryGetValue(name, out value);
}
