using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx;

/// <summary>What <c>ValueInfoProto</c> says of a value: its element type, and its extents as far as they are fixed.</summary>
internal sealed class DeclaredValue
{
    private List<string>? dims;

    private DeclaredValue(long offset) => Offset = offset;

    public long Offset { get; }

    public string Name { get; private set; } = "";

    public ElementType Type { get; private set; }

    /// <summary>The shape when every extent is fixed; else null.</summary>
    public Shape? Static { get; private set; }

    public static DeclaredValue Read(ProtoReader proto)
    {
        DeclaredValue value = new(proto.Offset);
        while (proto.Next())
        {
            switch (proto.Field)
            {
                case 1: value.Name = proto.Text(); break;
                case 2: value.ReadType(proto.Message()); break;
                default: proto.Skip(); break;
            }
        }

        if (value.Name.Length == 0) throw new OnnxFormatException(value.Offset, "an input, output or value has no name");
        return value;
    }

    public Value ToValue(object owner, Node? producer) =>
        new(owner, Name, Type, Static, producer) { FreeShape = Static is null ? dims : null, IsDeclared = producer is not null };

    private void ReadType(ProtoReader proto)
    {
        while (proto.Next())
        {
            if (proto.Field == 1) ReadTensorType(proto.Message());
            else if (proto.Field is 4 or 5 or 8 or 9) throw proto.Bad($"'{Name}' is a sequence, map or sparse tensor, which are not supported");
            else proto.Skip();
        }
    }

    private void ReadTensorType(ProtoReader proto)
    {
        while (proto.Next())
        {
            switch (proto.Field)
            {
                case 1:
                    int number = proto.Int32();
                    Type = number == 0 ? ElementType.Undefined : TensorReader.TypeOf(number, proto.Offset, $"value '{Name}'");
                    break;
                case 2: ReadShape(proto.Message()); break;
                default: proto.Skip(); break;
            }
        }
    }

    private void ReadShape(ProtoReader proto)
    {
        List<long> extents = [];
        dims = [];
        while (proto.Next())
        {
            if (proto.Field != 1)
            {
                proto.Skip();
                continue;
            }

            ProtoReader dim = proto.Message();
            string text = "";
            while (dim.Next())
            {
                if (dim.Field == 1)
                {
                    long extent = dim.Int();
                    text = extent < 0 ? "" : $"{extent}"; // some exporters write -1 for a free extent
                    if (extent >= 0) extents.Add(extent);
                }
                else if (dim.Field == 2)
                {
                    text = dim.Text();
                }
                else
                {
                    dim.Skip();
                }
            }

            dims.Add(text);
        }

        Static = null;
        if (extents.Count != dims.Count) return;
        try
        {
            Static = new Shape(extents.ToArray());
        }
        catch (ShapeException damage)
        {
            throw new OnnxFormatException(proto.Offset, $"'{Name}' has impossible extents [{string.Join(", ", extents.Take(16))}]", damage);
        }
    }
}
