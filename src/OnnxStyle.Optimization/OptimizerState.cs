using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace OnnxStyle.Optimization;

/// <summary>
/// Everything an optimiser remembers, exact to the bits: after <see cref="Optimizer.Restore(OptimizerState)"/> a run goes on as if it had not stopped.
/// Immutable by convention: the arrays are copies that nobody changes.
/// </summary>
public sealed class OptimizerState
{
    private const uint Magic = 0x5453504F; // "OPST"
    private const int MaxNames = 1 << 16;

    /// <summary>Makes a state. Does not copy the arrays.</summary>
    /// <param name="optimizer">The <see cref="Optimizer.Name"/> it belongs to.</param>
    /// <param name="length">The number of variables; 0 before the first step.</param>
    /// <param name="scalars">Named numbers. Counts up to 2^53 are exact.</param>
    /// <param name="arrays">Named arrays.</param>
    public OptimizerState(string optimizer, int length, IReadOnlyDictionary<string, double> scalars, IReadOnlyDictionary<string, float[]> arrays)
    {
        Optimizer = optimizer;
        Length = length;
        Scalars = scalars;
        Arrays = arrays;
    }

    /// <summary>The name of the optimiser that made it.</summary>
    public string Optimizer { get; }

    /// <summary>The number of variables; 0 before the first step.</summary>
    public int Length { get; }

    /// <summary>Named numbers: counters and the kept loss.</summary>
    public IReadOnlyDictionary<string, double> Scalars { get; }

    /// <summary>Named arrays: moments, history, the kept gradient.</summary>
    public IReadOnlyDictionary<string, float[]> Arrays { get; }

    /// <summary>Writes the state, little-endian, names sorted, so that equal states give equal bytes. Does not close the stream.</summary>
    public void Save(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(Optimizer);
        writer.Write(Length);
        writer.Write(Scalars.Count);
        foreach ((string name, double value) in Scalars.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.Write(name);
            writer.Write(value);
        }

        writer.Write(Arrays.Count);
        foreach ((string name, float[] values) in Arrays.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            writer.Write(name);
            writer.Write(values.Length);
            if (!BitConverter.IsLittleEndian) foreach (float value in values) writer.Write(value);
            else writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));
        }
    }

    /// <summary>Reads what <see cref="Save"/> wrote. Does not close the stream.</summary>
    /// <exception cref="OptimizerStateException">The bytes are no state or end too early.</exception>
    public static OptimizerState Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        try
        {
            using BinaryReader reader = new(stream, Encoding.UTF8, leaveOpen: true);
            uint magic = reader.ReadUInt32();
            if (magic != Magic) throw new OptimizerStateException($"a file that begins with {Magic:x8}", $"{magic:x8}");
            string optimizer = reader.ReadString();
            int length = ReadCount(reader, Array.MaxLength);
            Dictionary<string, double> scalars = [];
            for (int count = ReadCount(reader, MaxNames); count > 0; count--) scalars[reader.ReadString()] = reader.ReadDouble();
            Dictionary<string, float[]> arrays = [];
            for (int count = ReadCount(reader, MaxNames); count > 0; count--)
            {
                string name = reader.ReadString();
                int elements = ReadCount(reader, Math.Max(length, 1));
                float[] values = new float[elements];
                stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
                if (!BitConverter.IsLittleEndian)
                {
                    Span<int> bits = MemoryMarshal.Cast<float, int>(values.AsSpan());
                    BinaryPrimitives.ReverseEndianness(bits, bits);
                }

                arrays[name] = values;
            }

            return new OptimizerState(optimizer, length, scalars, arrays);
        }
        catch (Exception error) when (error is EndOfStreamException or FormatException or DecoderFallbackException)
        {
            throw new OptimizerStateException("a whole state", "one that ends too early");
        }
    }

    private static int ReadCount(BinaryReader reader, int largest)
    {
        int count = reader.ReadInt32();
        return count >= 0 && count <= largest ? count : throw new OptimizerStateException($"a count of 0 to {largest}", $"{count}");
    }
}
