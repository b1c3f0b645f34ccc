using System.Buffers.Binary;
using System.Text;

namespace OnnxStyle.Onnx;

/// <summary>
/// Reads one Protocol Buffers message field by field. Every length is checked against what is left before anything is taken or allocated, so
/// damage ends in an <see cref="OnnxFormatException"/>.
/// </summary>
internal ref struct ProtoReader
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);
    private readonly ReadOnlySpan<byte> data;
    private readonly long origin;
    private int position;

    /// <summary>Starts at the first field of a message.</summary>
    /// <param name="data">The whole message.</param>
    /// <param name="origin">Where it starts in the file.</param>
    public ProtoReader(ReadOnlySpan<byte> data, long origin)
    {
        this.data = data;
        this.origin = origin;
    }

    /// <summary>The number of the current field.</summary>
    public int Field { get; private set; }

    /// <summary>How the current field is encoded: 0 varint, 1 eight bytes, 2 length and bytes, 5 four bytes.</summary>
    public int Wire { get; private set; }

    /// <summary>Where the reader is in the file.</summary>
    public readonly long Offset => origin + position;

    /// <summary>Goes to the next field; the one before must have been taken or skipped.</summary>
    public bool Next()
    {
        if (position >= data.Length) return false;
        ulong tag = Varint();
        ulong field = tag >> 3;
        Wire = (int)(tag & 7);
        if (field is 0 or > 536_870_911) throw Bad($"field number {field} is not possible");
        if (Wire is not (0 or 1 or 2 or 5)) throw Bad($"wire type {Wire} of field {field} is not one that ONNX uses");
        Field = (int)field;
        return true;
    }

    /// <summary>Takes the current field as an integer.</summary>
    public long Int()
    {
        Expect(0);
        return unchecked((long)Varint());
    }

    /// <summary>Takes the current field as an integer that has to fit 32 bits.</summary>
    public int Int32()
    {
        long value = Int();
        return value is >= int.MinValue and <= int.MaxValue ? (int)value : throw Bad($"field {Field} is {value}, which 32 bits cannot hold");
    }

    /// <summary>Takes the current field as a float.</summary>
    public float Float()
    {
        Expect(5);
        return BinaryPrimitives.ReadSingleLittleEndian(Take(4));
    }

    /// <summary>Takes the current field as bytes.</summary>
    public ReadOnlySpan<byte> Bytes()
    {
        Expect(2);
        ulong length = Varint();
        if (length > (ulong)(data.Length - position)) throw Bad($"field {Field} wants {length} bytes and {data.Length - position} are left");
        return Take((int)length);
    }

    /// <summary>Takes the current field as text.</summary>
    public string Text()
    {
        ReadOnlySpan<byte> bytes = Bytes();
        try
        {
            return Strict.GetString(bytes);
        }
        catch (DecoderFallbackException damage)
        {
            throw new OnnxFormatException(Offset - bytes.Length, $"field {Field} is not text in UTF-8", damage);
        }
    }

    /// <summary>Takes the current field as a nested message.</summary>
    public ProtoReader Message()
    {
        ReadOnlySpan<byte> bytes = Bytes();
        return new ProtoReader(bytes, Offset - bytes.Length);
    }

    /// <summary>Takes the current field as one or, packed, many integers.</summary>
    public void Ints(List<long> into)
    {
        if (Wire != 2)
        {
            into.Add(Int());
            return;
        }

        ProtoReader packed = Message();
        while (packed.position < packed.data.Length) into.Add(unchecked((long)packed.Varint()));
    }

    /// <summary>Takes the current field as one or, packed, many floats.</summary>
    public void Floats(List<float> into)
    {
        if (Wire != 2)
        {
            into.Add(Float());
            return;
        }

        ReadOnlySpan<byte> bytes = Whole(4);
        for (int i = 0; i < bytes.Length; i += 4) into.Add(BinaryPrimitives.ReadSingleLittleEndian(bytes[i..]));
    }

    /// <summary>Takes the current field as one or, packed, many doubles.</summary>
    public void Doubles(List<double> into)
    {
        if (Wire != 2)
        {
            Expect(1);
            into.Add(BinaryPrimitives.ReadDoubleLittleEndian(Take(8)));
            return;
        }

        ReadOnlySpan<byte> bytes = Whole(8);
        for (int i = 0; i < bytes.Length; i += 8) into.Add(BinaryPrimitives.ReadDoubleLittleEndian(bytes[i..]));
    }

    /// <summary>Passes over the current field.</summary>
    public void Skip()
    {
        switch (Wire)
        {
            case 0:
                Varint();
                break;
            case 1:
                Take(8);
                break;
            case 2:
                Bytes();
                break;
            default:
                Take(4);
                break;
        }
    }

    /// <summary>An error at this place.</summary>
    public readonly OnnxFormatException Bad(string problem) => new(Offset, problem);

    private ReadOnlySpan<byte> Whole(int size)
    {
        ReadOnlySpan<byte> bytes = Bytes();
        return bytes.Length % size == 0 ? bytes : throw Bad($"field {Field} has {bytes.Length} bytes, which {size} does not divide");
    }

    private readonly void Expect(int wire)
    {
        if (Wire != wire) throw Bad($"field {Field} has wire type {Wire} where {wire} belongs");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > data.Length - position) throw Bad($"{count} bytes are wanted and {data.Length - position} are left: the file is cut off");
        ReadOnlySpan<byte> result = data.Slice(position, count);
        position += count;
        return result;
    }

    private ulong Varint()
    {
        ulong value = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            if (position >= data.Length) throw Bad("a number is cut off");
            byte next = data[position++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }

        throw Bad("a number is longer than ten bytes");
    }
}
