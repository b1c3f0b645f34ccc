using System.Buffers.Binary;
using System.Text;

namespace OnnxStyle.Networks;

/// <summary>
/// The table at the end of a zip file, with zip64, read by ranges so that it works on a server too. Only stored (uncompressed) entries
/// can be located: their bytes stand in the file as they are. Source: APPNOTE.TXT of PKWARE, 4.3 and 4.5.3.
/// </summary>
internal sealed class ZipDirectory
{
    private const int EndBytes = 22;
    private const int LocatorBytes = 20;
    private const int LongestCommentBytes = ushort.MaxValue;
    private const int LocalHeaderBytes = 30;
    private const int LargestDirectoryBytes = 64 << 20;
    private readonly ByteSource source;
    private readonly Dictionary<string, ZipRow> rows;

    private ZipDirectory(ByteSource source, Dictionary<string, ZipRow> rows)
    {
        this.source = source;
        this.rows = rows;
    }

    /// <summary>The names of all entries.</summary>
    public IEnumerable<string> Names => rows.Keys;

    /// <summary>Reads the table.</summary>
    /// <exception cref="WeightFormatException">The file has no end of a zip, or its table is damaged.</exception>
    public static async Task<ZipDirectory> ReadAsync(ByteSource source, CancellationToken cancellationToken)
    {
        int tailBytes = (int)Math.Min(source.Length, EndBytes + LocatorBytes + LongestCommentBytes);
        byte[] tail = await source.ReadAsync(source.Length - tailBytes, tailBytes, cancellationToken).ConfigureAwait(false);
        int end = LastEnd(tail);
        if (end < 0) throw new WeightFormatException(source.Name, "the end of the zip is not there. It is truncated or damaged.");
        long count = BinaryPrimitives.ReadUInt16LittleEndian(tail.AsSpan(end + 10));
        long bytes = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 12)), offset = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 16));
        bool isZip64 = end >= LocatorBytes && BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end - LocatorBytes)) == 0x07064b50;
        if (isZip64)
        {
            byte[] large = await source.ReadAsync(BinaryPrimitives.ReadInt64LittleEndian(tail.AsSpan(end - LocatorBytes + 8)), 56, cancellationToken).ConfigureAwait(false);
            if (large.Length < 56 || BinaryPrimitives.ReadUInt32LittleEndian(large) != 0x06064b50) throw Damaged(source);
            count = BinaryPrimitives.ReadInt64LittleEndian(large.AsSpan(32));
            bytes = BinaryPrimitives.ReadInt64LittleEndian(large.AsSpan(40));
            offset = BinaryPrimitives.ReadInt64LittleEndian(large.AsSpan(48));
        }

        if (bytes < 0 || bytes > LargestDirectoryBytes) throw Damaged(source);
        byte[] table = await source.ReadAsync(offset, (int)bytes, cancellationToken).ConfigureAwait(false);
        return new ZipDirectory(source, Rows(table, count, source));
    }

    /// <summary>Whether there is an entry of this name.</summary>
    public bool Contains(string name) => rows.ContainsKey(name);

    /// <summary>The place of an entry's bytes.</summary>
    /// <exception cref="WeightFormatException">There is no such entry, it is compressed, or its local header is damaged.</exception>
    public async Task<TorchExtent> LocateAsync(string name, CancellationToken cancellationToken)
    {
        if (!rows.TryGetValue(name, out ZipRow row)) throw new WeightFormatException(source.Name, $"the zip has no entry '{name}'.");
        if (row.Method != 0 || row.Bytes != row.StoredBytes) throw new WeightFormatException(source.Name, $"the entry '{name}' is compressed; PyTorch stores its entries.");
        byte[] header = await source.ReadAsync(row.Offset, LocalHeaderBytes, cancellationToken).ConfigureAwait(false);
        if (header.Length < LocalHeaderBytes || BinaryPrimitives.ReadUInt32LittleEndian(header) != 0x04034b50) throw Damaged(source);
        int skip = LocalHeaderBytes + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(26)) + BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(28));
        if (row.Bytes < 0 || row.Offset + skip > source.Length - row.Bytes)
            throw new WeightFormatException(source.Name, $"the entry '{name}' reaches beyond the end. It is truncated or damaged.");
        return new TorchExtent(row.Offset + skip, row.Bytes, row.Crc);
    }

    private static Dictionary<string, ZipRow> Rows(byte[] table, long count, ByteSource source)
    {
        Dictionary<string, ZipRow> rows = new(StringComparer.Ordinal);
        int at = 0;
        for (long i = 0; i < count; i++)
        {
            if (table.Length - at < 46 || BinaryPrimitives.ReadUInt32LittleEndian(table.AsSpan(at)) != 0x02014b50) throw Damaged(source);
            ReadOnlySpan<byte> row = table.AsSpan(at);
            int nameBytes = BinaryPrimitives.ReadUInt16LittleEndian(row[28..]), extraBytes = BinaryPrimitives.ReadUInt16LittleEndian(row[30..]);
            int length = 46 + nameBytes + extraBytes + BinaryPrimitives.ReadUInt16LittleEndian(row[32..]);
            if (length > row.Length) throw Damaged(source);
            long bytes = BinaryPrimitives.ReadUInt32LittleEndian(row[24..]), stored = BinaryPrimitives.ReadUInt32LittleEndian(row[20..]);
            long offset = BinaryPrimitives.ReadUInt32LittleEndian(row[42..]);
            ReadLarge(row.Slice(46 + nameBytes, extraBytes), ref bytes, ref stored, ref offset);
            string name = Encoding.UTF8.GetString(row.Slice(46, nameBytes));
            ZipRow entry = new(BinaryPrimitives.ReadUInt16LittleEndian(row[10..]), BinaryPrimitives.ReadUInt32LittleEndian(row[16..]), bytes, stored, offset);
            if (!rows.TryAdd(name, entry)) throw new WeightFormatException(source.Name, $"the zip has two entries '{name}'.");
            at += length;
        }

        return rows;
    }

    // The zip64 extra field holds, in this order, those numbers whose 32-bit place is full.
    private static void ReadLarge(ReadOnlySpan<byte> extra, ref long bytes, ref long stored, ref long offset)
    {
        while (extra.Length >= 4)
        {
            int id = BinaryPrimitives.ReadUInt16LittleEndian(extra), size = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (size > extra.Length - 4) return;
            ReadOnlySpan<byte> field = extra.Slice(4, size);
            if (id == 1)
            {
                Widen(ref bytes, ref field);
                Widen(ref stored, ref field);
                Widen(ref offset, ref field);
            }

            extra = extra[(4 + size)..];
        }
    }

    private static void Widen(ref long number, ref ReadOnlySpan<byte> field)
    {
        if (number != uint.MaxValue || field.Length < 8) return;
        number = BinaryPrimitives.ReadInt64LittleEndian(field);
        field = field[8..];
    }

    private static int LastEnd(ReadOnlySpan<byte> tail)
    {
        for (int at = tail.Length - EndBytes; at >= 0; at--)
        {
            if (tail[at] == 'P' && BinaryPrimitives.ReadUInt32LittleEndian(tail[at..]) == 0x06054b50) return at;
        }

        return -1;
    }

    private static WeightFormatException Damaged(ByteSource source) => new(source.Name, "the table of the zip is damaged.");

    private readonly record struct ZipRow(int Method, uint Crc, long Bytes, long StoredBytes, long Offset);
}
