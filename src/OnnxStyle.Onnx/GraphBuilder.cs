using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx;

/// <summary>
/// Puts a graph together node by node. Every node is checked and gets the types and shapes of its outputs the moment it is made, so a
/// mistake is reported at the line that makes it. One method an operator, in <c>Operators/</c>; the rest goes through <see cref="Op"/>.
/// </summary>
/// <remarks>Not safe for several threads at once. The same calls give the same graph, names included.</remarks>
public sealed partial class GraphBuilder
{
    /// <summary>The version of ONNX's operators that graphs are built for.</summary>
    public const int Opset = 17;

    private readonly string name;
    private readonly List<Node> nodes = [];
    private readonly List<Value> inputs = [];
    private readonly List<Value> outputs = [];
    private readonly List<Value> initializers = [];
    private readonly HashSet<string> names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> counters = new(StringComparer.Ordinal);
    private readonly Dictionary<Tensor, Value> constants = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<int, Value> scalars = [];
    private readonly Dictionary<string, Value> integers = new(StringComparer.Ordinal);
    private string prefix = "";

    /// <summary>Starts an empty graph.</summary>
    /// <param name="name">The name of the graph in files.</param>
    public GraphBuilder(string name = "graph")
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        this.name = name;
    }

    /// <summary>The nodes made so far; each comes after those whose outputs it takes.</summary>
    public IReadOnlyList<Node> Nodes => nodes;

    /// <summary>The inputs declared so far.</summary>
    public IReadOnlyList<Value> Inputs => inputs;

    /// <summary>The outputs declared so far.</summary>
    public IReadOnlyList<Value> Outputs => outputs;

    /// <summary>Declares an input. Its name is not prefixed by scopes.</summary>
    /// <exception cref="GraphException">The name is taken.</exception>
    public Value Input(string name, Shape shape, ElementType type = ElementType.Float32)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(shape);
        Claim(name, "input");
        Value value = new(this, name, type, shape);
        inputs.Add(value);
        return value;
    }

    /// <summary>Makes an initializer. The graph keeps the tensor itself; the same tensor given again gives the same value.</summary>
    /// <param name="tensor">The data; whoever changes it later changes the graph.</param>
    /// <param name="name">A name, prefixed by scopes; one that is taken gets a number behind it.</param>
    public Value Constant(Tensor tensor, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        if (constants.TryGetValue(tensor, out Value? known)) return known;
        Value value = new(this, Unique(name, "constant"), tensor.ElementType, tensor.Shape, constant: tensor);
        initializers.Add(value);
        constants.Add(tensor, value);
        return value;
    }

    /// <summary>A rank-0 float initializer; the same number (bit for bit) gives the same value.</summary>
    /// <param name="value">The number.</param>
    /// <param name="name">A name, used when the number is new.</param>
    public Value Scalar(float value, string? name = null)
    {
        int bits = BitConverter.SingleToInt32Bits(value);
        if (!scalars.TryGetValue(bits, out Value? known)) scalars.Add(bits, known = Constant(new Tensor<float>(Shape.Scalar, [value]), name ?? "scalar"));
        return known;
    }

    /// <summary>A rank-1 int64 initializer; the same numbers give the same value.</summary>
    public Value Int64s(params ReadOnlySpan<long> values)
    {
        string key = string.Join(',', values.ToArray());
        if (!integers.TryGetValue(key, out Value? known)) integers.Add(key, known = Constant(new Tensor<long>(new Shape(values.Length), values), "int64s"));
        return known;
    }

    /// <summary>Marks a value as an output.</summary>
    /// <param name="value">What the run shall give.</param>
    /// <param name="name">
    /// The output's name, not prefixed by scopes. When it is not the value's own, or when the value comes from no node, an
    /// <c>Identity</c> carries it. Null keeps the value's name.
    /// </param>
    /// <exception cref="GraphException">The name is taken by another value, or the value belongs to another graph.</exception>
    public void Output(Value value, string? name = null)
    {
        Own(value, "Output");
        if (value.Producer is null || (name is not null && name != value.Name)) value = Renamed(value, name);
        if (!outputs.Contains(value)) outputs.Add(value);
    }

    /// <summary>Applies an operator that has one output.</summary>
    /// <param name="opType">The operator's name in ONNX, opset 17.</param>
    /// <param name="inputs">The inputs in the operator's order; null for an optional one that is left out.</param>
    /// <param name="attributes">The attributes; absent ones have ONNX's defaults.</param>
    /// <exception cref="ShapeException">The inputs do not fit the operator or one another, or the operator is not in the table.</exception>
    /// <exception cref="GraphException">An input belongs to another graph.</exception>
    public Value Op(string opType, ReadOnlySpan<Value?> inputs, params ReadOnlySpan<OnnxAttribute> attributes) =>
        Make(opType, null, 1, inputs, attributes)[0];

    /// <summary>Applies an operator that has several outputs.</summary>
    /// <param name="opType">The operator's name in ONNX, opset 17.</param>
    /// <param name="outputCount">How many of the operator's outputs are wanted, from the first.</param>
    /// <param name="inputs">The inputs in the operator's order; null for an optional one that is left out.</param>
    /// <param name="attributes">The attributes; absent ones have ONNX's defaults.</param>
    /// <exception cref="ShapeException">The inputs do not fit the operator or one another, or the operator is not in the table.</exception>
    /// <exception cref="GraphException">An input belongs to another graph.</exception>
    public IReadOnlyList<Value> Ops(string opType, int outputCount, ReadOnlySpan<Value?> inputs, params ReadOnlySpan<OnnxAttribute> attributes) =>
        Make(opType, null, outputCount, inputs, attributes);

    /// <summary>Applies an operator of another domain, whose outputs nobody here can infer.</summary>
    /// <param name="domain">The domain, such as <c>com.microsoft</c>; its version 1 is imported.</param>
    /// <param name="opType">The operator's name in that domain.</param>
    /// <param name="inputs">The inputs; null for an optional one that is left out.</param>
    /// <param name="outputs">Type and shape of every output.</param>
    /// <param name="attributes">The attributes.</param>
    public IReadOnlyList<Value> OpIn(
        string domain, string opType, ReadOnlySpan<Value?> inputs, ReadOnlySpan<(ElementType Type, Shape Shape)> outputs, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        ArgumentException.ThrowIfNullOrEmpty(domain);
        Inferred[] inferred = new Inferred[outputs.Length];
        for (int i = 0; i < inferred.Length; i++) inferred[i] = new Inferred(outputs[i].Type, outputs[i].Shape);
        return Make(opType, null, outputs.Length, inputs, attributes, domain, inferred);
    }

    /// <summary>Prefixes the names of what is made until the result is disposed: <c>prefix/name</c>. Scopes nest.</summary>
    public IDisposable Scope(string prefix)
    {
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        NameScope scope = new(this, this.prefix);
        this.prefix += prefix + "/";
        return scope;
    }

    /// <summary>
    /// The graph as it is now: the declared inputs and outputs, and the nodes and initializers that the outputs need. The builder may go on
    /// and build again.
    /// </summary>
    /// <exception cref="GraphException">There is no output.</exception>
    public Graph Build()
    {
        if (outputs.Count == 0) throw new GraphException($"Graph '{name}'", "it has no output; mark one with Output before Build");
        HashSet<Value> needed = [.. outputs];
        List<Node> kept = [];
        for (int i = nodes.Count - 1; i >= 0; i--)
        {
            Node node = nodes[i];
            if (!node.Outputs.Any(needed.Contains)) continue;
            kept.Add(node);
            foreach (Value? input in node.Inputs)
            {
                if (input is not null) needed.Add(input);
            }
        }

        kept.Reverse();
        SortedDictionary<string, long> used = new(StringComparer.Ordinal);
        foreach (Node node in kept)
        {
            if (node.Domain.Length > 0) used[node.Domain] = 1;
        }

        return new Graph(name, [.. inputs], [.. outputs], [.. initializers.Where(needed.Contains)], kept) { Domains = used };
    }

    private Value[] Make(
        string opType,
        string? name,
        int outputCount,
        ReadOnlySpan<Value?> inputs,
        ReadOnlySpan<OnnxAttribute> attributes,
        string domain = "",
        Inferred[]? inferred = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(opType);
        ArgumentOutOfRangeException.ThrowIfLessThan(outputCount, 1);
        while (inputs.Length > 0 && inputs[^1] is null) inputs = inputs[..^1];
        string nodeName = Vacant(name, opType);
        Node node = new(opType, domain, nodeName, inputs.ToArray(), attributes.ToArray());
        foreach (Value? input in inputs)
        {
            if (input is not null) Own(input, node.ToString());
        }

        inferred ??= ShapeInference.InferOrThrow(node, outputCount, Opset);
        Value[] results = new Value[outputCount];
        for (int i = 0; i < outputCount; i++)
        {
            string valueName = i == 0 ? nodeName : Vacant($"{nodeName[prefix.Length..]}_{i}", opType);
            names.Add(valueName);
            results[i] = new Value(this, valueName, inferred[i].Type, inferred[i].Shape, node) { Known = inferred[i].Known, IsDeclared = domain.Length > 0 };
        }

        node.Outputs = results;
        nodes.Add(node);
        return results;
    }

    private Value One(string opType, string? name, ReadOnlySpan<Value?> inputs, params ReadOnlySpan<OnnxAttribute> attributes) =>
        Make(opType, name, 1, inputs, attributes)[0];

    private Value Renamed(Value value, string? wanted)
    {
        if (wanted is null) return One("Identity", value.Name + "_out", [value]);
        foreach (Value output in outputs)
        {
            if (output.Name == wanted && output.Producer is { OpType: "Identity" } identity && identity.Inputs[0] == value) return output;
        }

        if (names.Contains(wanted)) throw new GraphException($"Output '{wanted}'", $"another value of graph '{name}' has this name; choose another");
        string outer = prefix;
        prefix = "";
        try
        {
            return One("Identity", wanted, [value]);
        }
        finally
        {
            prefix = outer;
        }
    }

    private void Own(Value value, string where)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (!ReferenceEquals(value.Owner, this)) throw new GraphException(where, $"the value '{value.Name}' belongs to another graph, not to '{name}'");
    }

    private void Claim(string wanted, string what)
    {
        if (!names.Add(wanted)) throw new GraphException($"Graph '{name}'", $"the {what} name '{wanted}' is taken; choose another");
    }

    private string Unique(string? wanted, string stem)
    {
        string unique = Vacant(wanted, stem);
        names.Add(unique);
        return unique;
    }

    private string Vacant(string? wanted, string stem)
    {
        if (wanted is not null && !names.Contains(prefix + wanted)) return prefix + wanted;
        string start = prefix + (wanted ?? stem);
        while (true)
        {
            int count = counters[start] = counters.GetValueOrDefault(start) + 1;
            string candidate = $"{start}_{count}";
            if (!names.Contains(candidate)) return candidate;
        }
    }

    private sealed class NameScope(GraphBuilder builder, string outer) : IDisposable
    {
        public void Dispose() => builder.prefix = outer;
    }
}
