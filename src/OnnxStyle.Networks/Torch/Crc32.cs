namespace OnnxStyle.Networks;

/// <summary>The CRC-32 of zip files (ISO 3309, polynomial 0xEDB88320 reflected), fed in pieces.</summary>
internal sealed class Crc32
{
    private static readonly uint[] Table = MakeTable();
    private uint state = uint.MaxValue;

    /// <summary>The sum over everything fed so far.</summary>
    public uint Value => ~state;

    /// <summary>The sum of one piece.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        Crc32 sum = new();
        sum.Feed(bytes);
        return sum.Value;
    }

    /// <summary>Adds a piece.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        uint sum = state;
        foreach (byte value in bytes) sum = Table[(byte)(sum ^ value)] ^ (sum >> 8);
        state = sum;
    }

    private static uint[] MakeTable()
    {
        uint[] table = new uint[256];
        for (uint i = 0; i < table.Length; i++)
        {
            uint value = i;
            for (int bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? 0xEDB88320u ^ (value >> 1) : value >> 1;
            table[i] = value;
        }

        return table;
    }
}
