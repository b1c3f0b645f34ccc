using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx;

/// <summary>
/// Makes a changed graph from a finished one: nodes are taken over one by one, others are put between them. Inputs, constants, names and versions are those of
/// the source; nothing of the source is changed.
/// </summary>
public sealed class GraphEditor
{
    private readonly Graph source;
    private readonly List<Node> nodes = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);

    /// <summary>Begins with no nodes.</summary>
    /// <param name="source">The graph; its inputs and initializers are also values of the new one.</param>
    public GraphEditor(Graph source)
    {
        ArgumentNullException.ThrowIfNull(source);
        this.source = source;
        foreach (Value value in source.Inputs.Concat(source.Initializers).Concat(source.Nodes.SelectMany(node => node.Outputs))) names.Add(value.Name);
    }

    /// <summary>Takes over a node of the source with its name, attributes and the names, types and shapes of its outputs.</summary>
    /// <param name="node">The node.</param>
    /// <param name="inputs">Its inputs in the new graph; null where one is left out.</param>
    /// <returns>Its outputs in the new graph.</returns>
    public IReadOnlyList<Value> Copy(Node node, params ReadOnlySpan<Value?> inputs)
    {
        ArgumentNullException.ThrowIfNull(node);
        Node copy = new(node.OpType, node.Domain, node.Name, inputs.ToArray(), node.Attributes.Values);
        copy.Outputs = [.. node.Outputs.Select(value => new Value(this, value.Name, value.ElementType, value.HasShape ? value.Shape : null, copy)
        {
            Known = value.Known,
            IsDeclared = value.IsDeclared,
            FreeShape = value.FreeShape,
        })];
        nodes.Add(copy);
        return copy.Outputs;
    }

    /// <summary>Adds a node with one output.</summary>
    /// <param name="opType">The operator.</param>
    /// <param name="domain">Its domain; empty for ONNX's own.</param>
    /// <param name="node">The node's name.</param>
    /// <param name="output">The output's name: that of a value of the source whose node is not taken over, or one from <see cref="Vacant"/>.</param>
    /// <param name="type">The type of the output, float32 mostly.</param>
    /// <param name="shape">The shape of the output.</param>
    /// <param name="inputs">The inputs; null where one is left out.</param>
    /// <param name="attributes">The attributes.</param>
    public Value Add(
        string opType, string domain, string node, string output, ElementType type, Shape shape, ReadOnlySpan<Value?> inputs, IEnumerable<OnnxAttribute> attributes)
        => Add(opType, domain, node, [(output, type, shape)], inputs, attributes)[0];

    /// <summary>Adds a node with several outputs.</summary>
    /// <param name="opType">The operator.</param>
    /// <param name="domain">Its domain; empty for ONNX's own.</param>
    /// <param name="node">The node's name.</param>
    /// <param name="outputs">Names, types and shapes of the outputs, the names as for one.</param>
    /// <param name="inputs">The inputs; null where one is left out.</param>
    /// <param name="attributes">The attributes.</param>
    public IReadOnlyList<Value> Add(
        string opType, string domain, string node, IReadOnlyList<(string Name, ElementType Type, Shape Shape)> outputs, ReadOnlySpan<Value?> inputs, IEnumerable<OnnxAttribute> attributes)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        while (inputs.Length > 0 && inputs[^1] is null) inputs = inputs[..^1];
        Node made = new(opType, domain, node, inputs.ToArray(), attributes);
        made.Outputs = [.. outputs.Select(output => new Value(this, output.Name, output.Type, output.Shape, made) { IsDeclared = true })];
        foreach (Value value in made.Outputs) names.Add(value.Name);
        nodes.Add(made);
        return made.Outputs;
    }

    /// <summary>A name for a value that nothing has yet.</summary>
    /// <param name="wanted">The name, with a number behind it where it is taken.</param>
    public string Vacant(string wanted)
    {
        if (names.Add(wanted)) return wanted;
        for (int i = 1; ; i++)
            if (names.Add($"{wanted}_{i}")) return $"{wanted}_{i}";
    }

    /// <summary>The new graph: the nodes and initializers that its outputs need, and all inputs of the source.</summary>
    /// <param name="outputs">The outputs; they should have the names that those of the source have.</param>
    /// <exception cref="GraphException">Two values have one name.</exception>
    public Graph Build(IReadOnlyList<Value> outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        HashSet<Value> needed = [.. outputs];
        List<Node> kept = [];
        for (int i = nodes.Count - 1; i >= 0; i--)
        {
            if (!nodes[i].Outputs.Any(needed.Contains)) continue;
            kept.Add(nodes[i]);
            foreach (Value? input in nodes[i].Inputs)
            {
                if (input is not null) needed.Add(input);
            }
        }

        kept.Reverse();
        SortedDictionary<string, long> domains = new(StringComparer.Ordinal);
        foreach (string domain in kept.Select(node => node.Domain).Where(domain => domain.Length > 0).Distinct())
            domains[domain] = source.Domains.TryGetValue(domain, out long version) ? version : 1;
        Graph graph = new(source.Name, source.Inputs, outputs, [.. source.Initializers.Where(value => needed.Contains(value) || source.Inputs.Contains(value))], kept)
        {
            Opset = source.Opset,
            IrVersion = source.IrVersion,
            Domains = domains,
        };
        foreach ((string key, string text) in source.Metadata) graph.Metadata.Add(key, text);
        return graph;
    }
}
