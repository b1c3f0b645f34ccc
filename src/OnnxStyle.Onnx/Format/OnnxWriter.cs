using System.Text;
using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx;

/// <summary>Writes graphs as ONNX models. The same graph gives the same bytes.</summary>
/// <remarks>Source: <c>onnx.proto</c> of ONNX 1.17, whose field numbers stand beside the calls. Raw data are little-endian.</remarks>
public static class OnnxWriter
{
    /// <summary>Writes a graph as the bytes of a model.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="external">Where large initializers go, or null to keep them inside.</param>
    /// <exception cref="GraphException">The model would be larger than 2 GiB.</exception>
    public static byte[] Write(Graph graph, ExternalWeights? external = null)
    {
        ArgumentNullException.ThrowIfNull(graph);
        Dictionary<Value, long> offsets = external is null ? [] : Place(graph, external);
        ProtoWriter proto = new();
        proto.Int(1, graph.IrVersion); // ModelProto.ir_version
        proto.Text(2, "OnnxStyle"); // producer_name
        int body = proto.Begin(7); // graph
        foreach (Node node in graph.Nodes) WriteNode(proto, node);
        proto.Text(2, graph.Name);
        foreach (Value value in graph.Initializers)
        {
            int start = proto.Begin(5);
            WriteTensor(proto, value.Constant!, value.Name, offsets.TryGetValue(value, out long offset) ? (external!.Location, offset) : null);
            proto.End(start);
        }

        foreach (Value value in graph.Inputs) WriteValueInfo(proto, 11, value, graph.FreeExtents);
        foreach (Value value in graph.Outputs) WriteValueInfo(proto, 12, value, graph.FreeExtents);
        HashSet<Value> outputs = [.. graph.Outputs];
        foreach (Value value in graph.Nodes.SelectMany(node => node.Outputs))
        {
            if (value.IsDeclared && !outputs.Contains(value)) WriteValueInfo(proto, 13, value, graph.FreeExtents);
        }

        proto.End(body);
        WriteImport(proto, "", graph.Opset);
        foreach ((string domain, long version) in graph.Domains) WriteImport(proto, domain, version);
        foreach ((string key, string value) in graph.Metadata) WriteEntry(proto, 14, key, value); // metadata_props
        return proto.ToArray();
    }

    /// <summary>Writes a graph to a file, and its blob beside it where one is asked for. A failure leaves the old file as it was.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="path">The file; its folder has to exist.</param>
    /// <param name="external">Where large initializers go, or null to keep them inside.</param>
    /// <exception cref="GraphException">The model would be larger than 2 GiB, or the blob would lie outside of the model's folder.</exception>
    /// <exception cref="FileWriteException">A file cannot be written; what was there before is unchanged.</exception>
    public static void Save(Graph graph, string path, ExternalWeights? external = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = Path.GetFullPath(path), folder = Path.GetDirectoryName(full)!;
        if (external is not null && Path.GetFileName(external.Location) != external.Location)
            throw new GraphException($"Model '{path}'", $"the blob '{external.Location}' has to lie in the model's folder; give a file name");
        byte[] model = Write(graph, external);
        if (external?.Blob is { ByteCount: > 0 } blob) AtomicFile.Write(Path.Combine(folder, external.Location), stream => stream.Write(blob.Bytes));
        AtomicFile.WriteAllBytes(path, model);
    }

    private static void WriteImport(ProtoWriter proto, string domain, long version)
    {
        int start = proto.Begin(8); // opset_import
        proto.Text(1, domain);
        proto.Int(2, version);
        proto.End(start);
    }

    private static Dictionary<Value, long> Place(Graph graph, ExternalWeights external)
    {
        Dictionary<Value, long> offsets = [];
        Dictionary<Tensor, long> placed = new(ReferenceEqualityComparer.Instance);
        long end = 0;
        foreach (Value value in graph.Initializers)
        {
            Tensor tensor = value.Constant!;
            if (tensor.ByteCount == 0 || tensor.ByteCount < external.ThresholdBytes) continue;
            if (!placed.TryGetValue(tensor, out long offset))
            {
                offset = (end + ExternalWeights.AlignmentBytes - 1) / ExternalWeights.AlignmentBytes * ExternalWeights.AlignmentBytes;
                placed.Add(tensor, offset);
                end = offset + tensor.ByteCount;
            }

            offsets.Add(value, offset);
        }

        external.Values = [.. offsets.Keys];
        external.Blob = null;
        if (!external.GatherBlob) return offsets;
        Tensor<byte> blob = new(new Shape(end));
        foreach ((Tensor tensor, long offset) in placed) tensor.Bytes.CopyTo(blob.Span[(int)offset..]);
        external.Blob = blob;
        return offsets;
    }

    private static void WriteNode(ProtoWriter proto, Node node)
    {
        int start = proto.Begin(1); // GraphProto.node
        foreach (Value? input in node.Inputs) proto.Text(1, input?.Name ?? "");
        foreach (Value output in node.Outputs) proto.Text(2, output.Name);
        if (node.Name.Length > 0) proto.Text(3, node.Name);
        proto.Text(4, node.OpType);
        foreach (OnnxAttribute attribute in node.Attributes.Values) WriteAttribute(proto, attribute);
        if (node.Domain.Length > 0) proto.Text(7, node.Domain);
        proto.End(start);
    }

    private static void WriteAttribute(ProtoWriter proto, OnnxAttribute attribute)
    {
        int start = proto.Begin(5); // NodeProto.attribute
        proto.Text(1, attribute.Name);
        switch (attribute.Kind)
        {
            case OnnxAttributeKind.Float:
                proto.Float(2, attribute.Float);
                break;
            case OnnxAttributeKind.Int:
                proto.Int(3, attribute.Int);
                break;
            case OnnxAttributeKind.String:
                proto.Bytes(4, Encoding.UTF8.GetBytes(attribute.String));
                break;
            case OnnxAttributeKind.Tensor:
                int tensor = proto.Begin(5);
                WriteTensor(proto, attribute.Tensor, "", null);
                proto.End(tensor);
                break;
            case OnnxAttributeKind.Floats:
                foreach (float value in attribute.Floats) proto.Float(7, value);
                break;
            case OnnxAttributeKind.Ints:
                foreach (long value in attribute.Ints) proto.Int(8, value);
                break;
            default:
                throw new GraphException($"Attribute '{attribute.Name}'", $"its kind {attribute.Kind} cannot be written");
        }

        proto.Int(20, (long)attribute.Kind); // type
        proto.End(start);
    }

    private static void WriteTensor(ProtoWriter proto, Tensor tensor, string name, (string Location, long Offset)? external)
    {
        foreach (long dim in tensor.Shape) proto.Int(1, dim); // TensorProto.dims
        proto.Int(2, (long)tensor.ElementType);
        if (name.Length > 0) proto.Text(8, name);
        if (external is not { } place)
        {
            proto.Bytes(9, tensor.Bytes); // raw_data
            return;
        }

        WriteEntry(proto, 13, "location", place.Location); // external_data
        WriteEntry(proto, 13, "offset", $"{place.Offset}");
        WriteEntry(proto, 13, "length", $"{tensor.ByteCount}");
        proto.Int(14, 1); // data_location = EXTERNAL
    }

    private static void WriteEntry(ProtoWriter proto, int field, string key, string value)
    {
        int start = proto.Begin(field);
        proto.Text(1, key);
        proto.Text(2, value);
        proto.End(start);
    }

    private static void WriteValueInfo(ProtoWriter proto, int field, Value value, IDictionary<string, IReadOnlyList<string>> free)
    {
        int info = proto.Begin(field);
        proto.Text(1, value.Name);
        int type = proto.Begin(2); // TypeProto
        int tensor = proto.Begin(1); // tensor_type
        proto.Int(1, (long)value.ElementType);
        IReadOnlyList<string>? dims = free.TryGetValue(value.Name, out IReadOnlyList<string>? named) ? named : value.HasShape ? [.. value.Shape.Select(dim => $"{dim}")] : value.FreeShape;
        if (dims is not null)
        {
            int shape = proto.Begin(2);
            foreach (string dim in dims)
            {
                int one = proto.Begin(1);
                if (long.TryParse(dim, out long extent)) proto.Int(1, extent); // dim_value
                else if (dim.Length > 0) proto.Text(2, dim); // dim_param
                proto.End(one);
            }

            proto.End(shape);
        }

        proto.End(tensor);
        proto.End(type);
        proto.End(info);
    }
}
