namespace OnnxStyle.Onnx;

/// <summary>Finds the files that a model keeps tensors in, wherever in it they stand, without reading the tensors.</summary>
internal sealed class ExternalLocations
{
    private readonly SortedSet<string> found = new(StringComparer.Ordinal);

    /// <summary>The locations as the model writes them, each once, in ordinal order.</summary>
    public static IReadOnlyList<string> In(ReadOnlySpan<byte> model)
    {
        ExternalLocations locations = new();
        ProtoReader proto = new(model, 0);
        bool graph = false;
        while (proto.Next())
        {
            switch (proto.Field)
            {
                case 7:
                    locations.Graph(proto.Message());
                    graph = true;
                    break;
                case 25: locations.Function(proto.Message()); break;
                default: proto.Skip(); break;
            }
        }

        return graph ? [.. locations.found] : throw proto.Bad("there is no graph; this is not an ONNX model, or it is cut off");
    }

    private void Graph(ProtoReader proto)
    {
        while (proto.Next())
        {
            switch (proto.Field)
            {
                case 1: Node(proto.Message()); break;
                case 5: Tensor(proto.Message()); break;
                case 15: Sparse(proto.Message()); break;
                default: proto.Skip(); break;
            }
        }
    }

    private void Function(ProtoReader proto)
    {
        while (proto.Next())
        {
            if (proto.Field == 7) Node(proto.Message());
            else proto.Skip();
        }
    }

    private void Node(ProtoReader proto)
    {
        while (proto.Next())
        {
            if (proto.Field == 5) Attribute(proto.Message());
            else proto.Skip();
        }
    }

    private void Attribute(ProtoReader proto)
    {
        while (proto.Next())
        {
            switch (proto.Field)
            {
                case 5 or 10: Tensor(proto.Message()); break;
                case 6 or 11: Graph(proto.Message()); break;
                case 22 or 23: Sparse(proto.Message()); break;
                default: proto.Skip(); break;
            }
        }
    }

    private void Sparse(ProtoReader proto)
    {
        while (proto.Next())
        {
            if (proto.Field is 1 or 2) Tensor(proto.Message());
            else proto.Skip();
        }
    }

    private void Tensor(ProtoReader proto)
    {
        Dictionary<string, string> external = new(StringComparer.Ordinal);
        long place = 0;
        while (proto.Next())
        {
            switch (proto.Field)
            {
                case 13: TensorReader.Entry(proto.Message(), external); break;
                case 14: place = proto.Int(); break;
                default: proto.Skip(); break;
            }
        }

        if (place == 1 && external.TryGetValue("location", out string? location)) found.Add(location);
    }
}
