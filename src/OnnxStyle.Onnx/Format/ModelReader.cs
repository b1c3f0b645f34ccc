using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx;

/// <summary>One reading of a model: first the messages, then the graph that they describe.</summary>
internal sealed class ModelReader(ExternalSource source)
{
    private readonly TensorReader tensors = new(source);
    private readonly SortedDictionary<string, long> domains = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> metadata = new(StringComparer.Ordinal);
    private readonly List<NodeMessage> nodes = [];
    private readonly List<(long Offset, string Name, Tensor Tensor)> initializers = [];
    private readonly List<DeclaredValue> inputs = [];
    private readonly List<DeclaredValue> outputs = [];
    private readonly Dictionary<string, DeclaredValue> declared = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Value> values = new(StringComparer.Ordinal);
    private string graphName = "";
    private int opset;

    /// <summary>Reads a whole model. An object reads one model only.</summary>
    public Graph Read(ReadOnlySpan<byte> model)
    {
        ProtoReader proto = new(model, 0);
        long version = 0, graphs = 0;
        while (proto.Next())
        {
            switch (proto.Field)
            {
                case 1: version = proto.Int(); break;
                case 7:
                    if (graphs++ > 0) throw proto.Bad("the model has two graphs");
                    ReadGraph(proto.Message());
                    break;
                case 8: ReadImport(proto.Message()); break;
                case 14: TensorReader.Entry(proto.Message(), metadata); break;
                case 25: throw proto.Bad("the model defines functions of its own, which are not supported; export it with its functions inlined");
                default: proto.Skip(); break;
            }
        }

        if (graphs == 0) throw proto.Bad("there is no graph; this is not an ONNX model, or it is cut off");
        if (version is < 3 or > 255) throw proto.Bad($"the file version is {version}, and 3 or more was expected");
        if (opset == 0) throw proto.Bad("no version of ONNX's operators is imported");
        Graph graph = Connect((int)version);
        foreach ((string key, string value) in metadata) graph.Metadata[key] = value;
        return graph;
    }

    private void ReadImport(ProtoReader proto)
    {
        string domain = "";
        long version = 0;
        while (proto.Next())
        {
            switch (proto.Field)
            {
                case 1: domain = proto.Text(); break;
                case 2: version = proto.Int(); break;
                default: proto.Skip(); break;
            }
        }

        if (NodeMessage.Canonical(domain).Length > 0)
        {
            domains[domain] = version;
            return;
        }

        if (version is < OnnxReader.OldestOpset or > OnnxReader.NewestOpset)
            throw proto.Bad($"opset {version} is not read, only {OnnxReader.OldestOpset} to {OnnxReader.NewestOpset}; export the model for one of those");
        opset = (int)version;
    }

    private void ReadGraph(ProtoReader proto)
    {
        while (proto.Next())
        {
            switch (proto.Field)
            {
                case 1: nodes.Add(NodeMessage.Read(proto.Message(), tensors)); break;
                case 2: graphName = proto.Text(); break;
                case 5:
                    ProtoReader message = proto.Message();
                    (string name, Tensor tensor) = tensors.Read(message);
                    if (name.Length == 0) throw message.Bad("an initializer has no name");
                    initializers.Add((message.Offset, name, tensor));
                    break;
                case 11: inputs.Add(DeclaredValue.Read(proto.Message())); break;
                case 12: outputs.Add(DeclaredValue.Read(proto.Message())); break;
                case 13:
                    DeclaredValue value = DeclaredValue.Read(proto.Message());
                    declared[value.Name] = value;
                    break;
                case 15: throw proto.Bad("sparse initializers are not supported");
                default: proto.Skip(); break;
            }
        }
    }

    private Graph Connect(int version)
    {
        List<Value> constants = [], given = [], wanted = [];
        foreach ((long offset, string name, Tensor tensor) in initializers)
        {
            Value value = new(this, name, tensor.ElementType, tensor.Shape, constant: tensor);
            Add(value, offset);
            constants.Add(value);
        }

        foreach (DeclaredValue input in inputs)
        {
            if (values.TryGetValue(input.Name, out Value? same) && same.Constant is not null) continue; // file version 3 lists initializers as inputs too
            if (input.Type == ElementType.Undefined) throw new OnnxFormatException(input.Offset, $"input '{input.Name}' has no tensor type");
            Value value = input.ToValue(this, null);
            Add(value, input.Offset);
            given.Add(value);
        }

        foreach (DeclaredValue output in outputs) declared[output.Name] = output;
        List<Node> connected = [];
        foreach (NodeMessage message in nodes) connected.Add(Connect(message));
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (DeclaredValue output in outputs)
        {
            if (!values.TryGetValue(output.Name, out Value? value)) throw new OnnxFormatException(output.Offset, $"output '{output.Name}' is computed by no node");
            if (!seen.Add(output.Name)) throw new OnnxFormatException(output.Offset, $"output '{output.Name}' is listed twice");
            wanted.Add(value);
        }

        if (wanted.Count == 0) throw new OnnxFormatException(0, "the graph has no output");
        return new Graph(graphName, given, wanted, constants, connected) { Opset = opset, IrVersion = version, Domains = domains };
    }

    private Node Connect(NodeMessage message)
    {
        if (message.Domain.Length > 0 && !domains.ContainsKey(message.Domain)) throw new OnnxFormatException(message.Offset, $"{message} is of domain '{message.Domain}', which is not imported");
        Value?[] taken = new Value?[message.Inputs.Count];
        for (int i = 0; i < taken.Length; i++)
        {
            if (message.Inputs[i].Length > 0 && !values.TryGetValue(message.Inputs[i], out taken[i]))
                throw new OnnxFormatException(message.Offset, $"{message} takes '{message.Inputs[i]}', which nothing before it gives");
        }

        try
        {
            Node node = new(message.OpType, message.Domain, message.Name, taken, message.Attributes);
            Inferred[]? inferred = Infer(node, message.Outputs.Count);
            Value[] results = new Value[message.Outputs.Count];
            for (int i = 0; i < results.Length; i++) results[i] = Result(message, node, i, inferred?[i]);
            node.Outputs = results;
            return node;
        }
        catch (OnnxStyleException problem) when (problem is not OnnxFormatException)
        {
            throw new OnnxFormatException(message.Offset, problem.Message.TrimEnd('.'), problem);
        }
    }

    private Inferred[]? Infer(Node node, int outputCount)
    {
        bool ready = node.Domain.Length == 0 && node.Inputs.All(input => input is null || (input.HasShape && input.ElementType != ElementType.Undefined));
        return ready ? ShapeInference.Infer(new InferenceContext(node, outputCount, opset)) : null;
    }

    private Value Result(NodeMessage message, Node node, int index, Inferred? inferred)
    {
        string name = message.Outputs[index];
        DeclaredValue? said = declared.GetValueOrDefault(name);
        Value value;
        if (inferred is { } known)
        {
            value = new Value(this, name, known.Type, known.Shape, node) { Known = known.Known };
            if (name.Length > 0 && said is not null && (said.Type is not ElementType.Undefined && said.Type != known.Type || (said.Static is { } shape && !shape.Equals(known.Shape))))
                throw new OnnxFormatException(said.Offset, $"'{name}' is declared as {said.Type} {said.Static} and {node} gives {known.Type} {known.Shape}");
        }
        else
        {
            value = said is null || name.Length == 0 ? new Value(this, name, ElementType.Undefined, null, node) : said.ToValue(this, node);
        }

        if (name.Length > 0) Add(value, message.Offset);
        return value;
    }

    private void Add(Value value, long offset)
    {
        if (!values.TryAdd(value.Name, value)) throw new OnnxFormatException(offset, $"the value name '{value.Name}' is used twice");
    }
}
