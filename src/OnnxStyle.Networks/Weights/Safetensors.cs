using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using OnnxStyle.Tensors;

namespace OnnxStyle.Networks;

/// <summary>
/// The safetensors format (github.com/huggingface/safetensors): 8 bytes of header length, a JSON header with types, shapes and
/// offsets, then the bytes of all tensors. Nothing in it is executed, and nothing is believed before it is checked.
/// </summary>
internal static class Safetensors
{
    private const long LongestHeaderBytes = 100_000_000;
    private const int AlignmentBytes = 8;

    private readonly record struct Row(string Name, string Type, Shape Shape, long Begin, long End);

    /// <summary>Reads the tensors whose names are wanted, null for all. The stream can seek and stands anywhere.</summary>
    public static WeightSet Read(Stream stream, string where, Func<string, bool>? wanted = null)
    {
        long length = stream.Length;
        if (length < 8) throw new WeightFormatException(where, $"it has {length} bytes, too few for a safetensors file.");
        byte[] word = new byte[8];
        stream.Position = 0;
        stream.ReadExactly(word);
        ulong headerBytes = BinaryPrimitives.ReadUInt64LittleEndian(word);
        if (headerBytes > (ulong)(length - 8) || headerBytes > LongestHeaderBytes)
            throw new WeightFormatException(where, $"its header claims {headerBytes} bytes, but the file has {length}. It is truncated or no safetensors file.");
        byte[] header = new byte[(int)headerBytes];
        stream.ReadExactly(header);
        WeightSet result = new();
        List<Row> rows = Rows(header, result.Metadata, length - 8 - header.Length, where);
        foreach (Row row in rows)
        {
            if (wanted is not null && !wanted(row.Name)) continue;
            stream.Position = 8 + header.Length + row.Begin;
            result.Add(row.Name, ReadTensor(stream, row, where));
        }

        return result;
    }

    /// <summary>Writes tensors in their order, the data aligned to 8 bytes.</summary>
    public static void Write(Stream stream, WeightSet weights)
    {
        using MemoryStream header = new();
        using (Utf8JsonWriter json = new(header))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");
            foreach (KeyValuePair<string, string> pair in weights.Metadata) json.WriteString(pair.Key, pair.Value);
            json.WriteEndObject();
            long offset = 0;
            foreach (string name in weights.Names)
            {
                Tensor tensor = weights[name];
                json.WriteStartObject(name);
                json.WriteString("dtype", TypeName(tensor.ElementType));
                json.WriteStartArray("shape");
                foreach (long dim in tensor.Shape) json.WriteNumberValue(dim);
                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                json.WriteNumberValue(offset += tensor.ByteCount);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (header.Length % AlignmentBytes != 0) header.WriteByte((byte)' ');
        byte[] word = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(word, header.Length);
        stream.Write(word);
        stream.Write(header.GetBuffer().AsSpan(0, (int)header.Length));
        foreach (string name in weights.Names) stream.Write(weights[name].Bytes);
    }

    private static List<Row> Rows(byte[] header, IDictionary<string, string> metadata, long dataBytes, string where)
    {
        List<Row> rows = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        try
        {
            using JsonDocument document = JsonDocument.Parse(header);
            foreach (JsonProperty property in document.RootElement.EnumerateObject())
            {
                if (!seen.Add(property.Name)) throw new WeightFormatException(where, $"its header names '{property.Name}' twice.");
                if (property.Name == "__metadata__")
                    foreach (JsonProperty pair in property.Value.EnumerateObject()) metadata[pair.Name] = pair.Value.GetString() ?? "";
                else
                    rows.Add(ReadRow(property, dataBytes, where));
            }
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or FormatException or KeyNotFoundException or DecoderFallbackException or ShapeException)
        {
            throw new WeightFormatException(where, $"its header is not that of a safetensors file ({error.Message.TrimEnd('.')}).", error);
        }

        rows.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
        for (int i = 1; i < rows.Count; i++)
        {
            if (rows[i].Begin < rows[i - 1].End)
                throw new WeightFormatException(where, $"the tensors '{rows[i - 1].Name}' and '{rows[i].Name}' overlap. The file is damaged.");
        }

        return rows;
    }

    private static Row ReadRow(JsonProperty property, long dataBytes, string where)
    {
        string type = property.Value.GetProperty("dtype").GetString() ?? "";
        Shape shape = new([.. property.Value.GetProperty("shape").EnumerateArray().Select(dim => dim.GetInt64())]);
        long[] offsets = [.. property.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64())];
        string name = property.Name;
        if (SizeBytes(type) is not int size)
            throw new WeightFormatException(where, $"the tensor '{name}' has the type '{type}'; F64, F32, F16, BF16, I64, I32, I8, U8 and BOOL can be read.");
        if (offsets.Length != 2 || offsets[0] < 0 || offsets[1] < offsets[0] || offsets[1] > dataBytes)
            throw new WeightFormatException(where, $"the tensor '{name}' lies at {string.Join("..", offsets)} of {dataBytes} data bytes. The file is truncated or damaged.");
        if (shape.ElementCount > dataBytes || shape.ElementCount * size != offsets[1] - offsets[0])
            throw new WeightFormatException(where, $"the tensor '{name}' {type} {shape} does not fill its {offsets[1] - offsets[0]} bytes.");
        return new Row(name, type, shape, offsets[0], offsets[1]);
    }

    private static Tensor ReadTensor(Stream stream, Row row, string where)
    {
        try
        {
            if (row.Type == "BF16")
            {
                byte[] bytes = new byte[row.End - row.Begin];
                stream.ReadExactly(bytes);
                return WeightConversion.FromBrain(row.Shape, bytes);
            }

            Tensor tensor = Tensor.Create(Type(row.Type), row.Shape);
            stream.ReadExactly(tensor.Bytes);
            return tensor;
        }
        catch (EndOfStreamException error)
        {
            throw new WeightFormatException(where, $"it ends within the tensor '{row.Name}'.", error);
        }
    }

    private static int? SizeBytes(string type) => type == "BF16" ? 2 : Type(type) is ElementType known and not ElementType.Undefined ? known.SizeBytes() : null;

    private static ElementType Type(string type) => type switch
    {
        "F64" => ElementType.Float64,
        "F32" => ElementType.Float32,
        "F16" => ElementType.Float16,
        "I64" => ElementType.Int64,
        "I32" => ElementType.Int32,
        "I8" => ElementType.Int8,
        "U8" => ElementType.UInt8,
        "BOOL" => ElementType.Boolean,
        _ => ElementType.Undefined,
    };

    private static string TypeName(ElementType type) => type switch
    {
        ElementType.Float64 => "F64",
        ElementType.Float32 => "F32",
        ElementType.Float16 => "F16",
        ElementType.Int64 => "I64",
        ElementType.Int32 => "I32",
        ElementType.Int8 => "I8",
        ElementType.UInt8 => "U8",
        _ => "BOOL",
    };
}
