using System.Buffers.Binary;
using System.Text;

namespace OnnxStyle.Onnx;

/// <summary>Writes Protocol Buffers into one growing array. Lengths of nested messages are put in when the message ends.</summary>
internal sealed class ProtoWriter
{
    private byte[] buffer = new byte[4096];
    private int length;

    /// <summary>A varint field; negative numbers take ten bytes.</summary>
    public void Int(int field, long value)
    {
        Varint((ulong)field << 3);
        Varint(unchecked((ulong)value));
    }

    /// <summary>A float field.</summary>
    public void Float(int field, float value)
    {
        Varint(((ulong)field << 3) | 5);
        Reserve(4);
        BinaryPrimitives.WriteSingleLittleEndian(buffer.AsSpan(length), value);
        length += 4;
    }

    /// <summary>A bytes field.</summary>
    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Varint(((ulong)field << 3) | 2);
        Varint((ulong)value.Length);
        Reserve(value.Length);
        value.CopyTo(buffer.AsSpan(length));
        length += value.Length;
    }

    /// <summary>A text field in UTF-8.</summary>
    public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Starts a nested message.</summary>
    /// <returns>What <see cref="End"/> takes.</returns>
    public int Begin(int field)
    {
        Varint(((ulong)field << 3) | 2);
        return length;
    }

    /// <summary>Ends the nested message that <see cref="Begin"/> started there.</summary>
    public void End(int start)
    {
        int size = length - start;
        Span<byte> prefix = stackalloc byte[10];
        int count = 0;
        ulong rest = (ulong)size;
        while (rest >= 0x80)
        {
            prefix[count++] = (byte)((rest & 0x7F) | 0x80);
            rest >>= 7;
        }

        prefix[count++] = (byte)rest;
        Reserve(count);
        buffer.AsSpan(start, size).CopyTo(buffer.AsSpan(start + count));
        prefix[..count].CopyTo(buffer.AsSpan(start));
        length += count;
    }

    /// <summary>What was written.</summary>
    public byte[] ToArray() => buffer.AsSpan(0, length).ToArray();

    private void Varint(ulong value)
    {
        Reserve(10);
        while (value >= 0x80)
        {
            buffer[length++] = (byte)((value & 0x7F) | 0x80);
            value >>= 7;
        }

        buffer[length++] = (byte)value;
    }

    private void Reserve(int more)
    {
        long needed = (long)length + more;
        if (needed <= buffer.Length) return;
        if (needed > Array.MaxLength) throw new GraphException("ONNX file", "it would be larger than 2 GiB; write the weights outside with ExternalWeights");
        Array.Resize(ref buffer, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * buffer.Length)));
    }
}
