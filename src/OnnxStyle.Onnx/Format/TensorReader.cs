using System.Runtime.InteropServices;
using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx;

/// <summary>Reads <c>TensorProto</c>: data inside as raw bytes or in typed lists, or outside.</summary>
internal sealed class TensorReader(ExternalSource source)
{
    /// <summary>Reads one tensor message.</summary>
    /// <returns>Its name, which is empty for attributes, and the tensor.</returns>
    public (string Name, Tensor Tensor) Read(ProtoReader proto)
    {
        long start = proto.Offset;
        List<long> dims = [], integers = [];
        List<float> floats = [];
        List<double> doubles = [];
        Dictionary<string, string> external = new(StringComparer.Ordinal);
        string name = "";
        int type = 0;
        long place = 0;
        bool hasRaw = false;
        ReadOnlySpan<byte> raw = default;
        while (proto.Next())
        {
            switch (proto.Field)
            {
                case 1: proto.Ints(dims); break;
                case 2: type = proto.Int32(); break;
                case 3: throw proto.Bad("a tensor in segments is not supported");
                case 4: proto.Floats(floats); break;
                case 5 or 7: proto.Ints(integers); break; // int32_data, int64_data
                case 8: name = proto.Text(); break;
                case 9:
                    raw = proto.Bytes();
                    hasRaw = true;
                    break;
                case 10: proto.Doubles(doubles); break;
                case 13: Entry(proto.Message(), external); break;
                case 14: place = proto.Int(); break;
                default: proto.Skip(); break;
            }
        }

        ElementType elementType = TypeOf(type, start, $"tensor '{name}'");
        Shape shape;
        try
        {
            shape = new Shape(CollectionsMarshal.AsSpan(dims));
        }
        catch (ShapeException damage)
        {
            throw new OnnxFormatException(start, $"tensor '{name}' has impossible extents [{string.Join(", ", dims.Take(16))}]", damage);
        }

        int size = elementType.SizeBytes();
        long given = hasRaw || place == 1 ? -1 : floats.Count + doubles.Count + integers.Count;
        if (shape.ElementCount > int.MaxValue / size) throw new OnnxFormatException(start, $"tensor '{name}' of {elementType} {shape} is larger than 2 GiB");
        int bytes = (int)shape.ElementCount * size;
        if (place == 1) return (name, External(name, elementType, shape, bytes, external, start));
        if (place != 0) throw new OnnxFormatException(start, $"tensor '{name}' has its data at place {place}, which ONNX does not know");
        if (hasRaw ? raw.Length != bytes : given != shape.ElementCount)
            throw new OnnxFormatException(start, $"tensor '{name}' of {elementType} {shape} needs {bytes} bytes of data and has {(hasRaw ? raw.Length : given * size)}");
        Tensor tensor = Tensor.Create(elementType, shape);
        if (hasRaw) raw.CopyTo(tensor.Bytes);
        else Fill(tensor, floats, doubles, integers, name, start);
        return (name, tensor);
    }

    /// <summary>The element type of a number in a file.</summary>
    public static ElementType TypeOf(int number, long offset, string what)
    {
        ElementType type = (ElementType)number;
        return type != ElementType.Undefined && Enum.IsDefined(type)
            ? type
            : throw new OnnxFormatException(offset, $"{what} has element type {number}, which is not supported");
    }

    /// <summary>Reads a key and its text into a dictionary; a later one replaces an earlier one.</summary>
    public static void Entry(ProtoReader proto, IDictionary<string, string> into)
    {
        string key = "", value = "";
        while (proto.Next())
        {
            switch (proto.Field)
            {
                case 1: key = proto.Text(); break;
                case 2: value = proto.Text(); break;
                default: proto.Skip(); break;
            }
        }

        into[key] = value;
    }

    private static void Fill(Tensor tensor, List<float> floats, List<double> doubles, List<long> integers, string name, long start)
    {
        bool fits = tensor switch
        {
            Tensor<float> => floats.Count == tensor.Shape.ElementCount,
            Tensor<double> => doubles.Count == tensor.Shape.ElementCount,
            _ => integers.Count == tensor.Shape.ElementCount,
        };
        if (!fits) throw new OnnxFormatException(start, $"tensor '{name}' of {tensor} has its data in the list of another type");
        for (int i = 0; i < tensor.Shape.ElementCount; i++)
        {
            switch (tensor)
            {
                case Tensor<float> t: t.Span[i] = floats[i]; break;
                case Tensor<double> t: t.Span[i] = doubles[i]; break;
                case Tensor<long> t: t.Span[i] = integers[i]; break;
                case Tensor<int> t: t.Span[i] = unchecked((int)integers[i]); break;
                case Tensor<byte> t: t.Span[i] = unchecked((byte)integers[i]); break;
                case Tensor<sbyte> t: t.Span[i] = unchecked((sbyte)integers[i]); break;
                case Tensor<bool> t: t.Span[i] = integers[i] != 0; break;
                case Tensor<Half> t: t.Span[i] = BitConverter.UInt16BitsToHalf(unchecked((ushort)integers[i])); break; // the bits, as ONNX says
            }
        }
    }

    private Tensor External(string name, ElementType type, Shape shape, int bytes, Dictionary<string, string> entries, long start)
    {
        string location = entries.GetValueOrDefault("location", "");
        if (location.Length == 0) throw Bad("has external data without a location");
        long offset = 0, length = bytes;
        if (entries.TryGetValue("offset", out string? at) && !long.TryParse(at, out offset)) throw Bad($"has the offset '{at}', which is no number");
        if (entries.TryGetValue("length", out string? count) && !long.TryParse(count, out length)) throw Bad($"has the length '{count}', which is no number");
        if (length != bytes) throw Bad($"of {type} {shape} needs {bytes} bytes and its external data have {length}");
        long available = source.Length(location, out string? problem);
        if (problem is not null) throw Bad($"cannot be read: {problem}");
        if (offset < 0 || offset > available - bytes) throw Bad($"needs {bytes} bytes at {offset} of '{location}', which has {available}");
        Tensor tensor = Tensor.Create(type, shape);
        source.Read(location, offset, tensor.Bytes);
        return tensor;

        OnnxFormatException Bad(string text) => new(start, $"tensor '{name}' {text}");
    }
}
