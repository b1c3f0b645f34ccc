using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx;

/// <summary>What <c>NodeProto</c> says, before its names are looked up.</summary>
internal sealed class NodeMessage
{
    private NodeMessage(long offset) => Offset = offset;

    public long Offset { get; }

    public List<string> Inputs { get; } = [];

    public List<string> Outputs { get; } = [];

    public List<OnnxAttribute> Attributes { get; } = [];

    public string Name { get; private set; } = "";

    public string OpType { get; private set; } = "";

    public string Domain { get; private set; } = "";

    /// <summary>ONNX's own domain has two names; the empty one is used here.</summary>
    public static string Canonical(string domain) => domain == "ai.onnx" ? "" : domain;

    public static NodeMessage Read(ProtoReader proto, TensorReader tensors)
    {
        NodeMessage node = new(proto.Offset);
        while (proto.Next())
        {
            switch (proto.Field)
            {
                case 1: node.Inputs.Add(proto.Text()); break;
                case 2: node.Outputs.Add(proto.Text()); break;
                case 3: node.Name = proto.Text(); break;
                case 4: node.OpType = proto.Text(); break;
                case 5: node.Attributes.Add(ReadAttribute(proto.Message(), tensors)); break;
                case 7: node.Domain = Canonical(proto.Text()); break;
                default: proto.Skip(); break;
            }
        }

        if (node.OpType.Length == 0) throw new OnnxFormatException(node.Offset, $"node '{node.Name}' names no operator");
        if (node.Outputs.Count == 0) throw new OnnxFormatException(node.Offset, $"{node} has no output");
        return node;
    }

    public override string ToString() => $"{OpType} '{Name}'";

    private static OnnxAttribute ReadAttribute(ProtoReader proto, TensorReader tensors)
    {
        long start = proto.Offset;
        string name = "", text = "";
        long integer = 0, kind = 0;
        float number = 0;
        Tensor? tensor = null;
        List<float> floats = [];
        List<long> integers = [];
        while (proto.Next())
        {
            switch (proto.Field)
            {
                case 1: name = proto.Text(); break;
                case 2: number = proto.Float(); break;
                case 3: integer = proto.Int(); break;
                case 4: text = proto.Text(); break;
                case 5: tensor = tensors.Read(proto.Message()).Tensor; break;
                case 6 or 11: throw proto.Bad($"attribute '{name}' is a graph; subgraphs are not supported");
                case 7: proto.Floats(floats); break;
                case 8: proto.Ints(integers); break;
                case 20: kind = proto.Int(); break;
                default: proto.Skip(); break;
            }
        }

        if (name.Length == 0) throw new OnnxFormatException(start, "an attribute has no name");
        return kind switch
        {
            (long)OnnxAttributeKind.Float => OnnxAttribute.Of(name, number),
            (long)OnnxAttributeKind.Int => OnnxAttribute.Of(name, integer),
            (long)OnnxAttributeKind.String => OnnxAttribute.Of(name, text),
            (long)OnnxAttributeKind.Tensor => OnnxAttribute.Of(name, tensor ?? throw new OnnxFormatException(start, $"attribute '{name}' has no tensor")),
            (long)OnnxAttributeKind.Floats => OnnxAttribute.Of(name, floats.ToArray()),
            (long)OnnxAttributeKind.Ints => OnnxAttribute.Of(name, integers.ToArray()),
            _ => throw new OnnxFormatException(start, $"attribute '{name}' is of kind {kind}, which is not supported"),
        };
    }
}
