using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using System.Text;

namespace OnnxStyle.Recommender;

/// <summary>
/// The sections of an index file, read where they lie: the file is mapped and nothing is copied. Little-endian throughout: magic [8], version int32, number
/// of sections int32, length of the file int64; then for each section its name [24, ASCII, padded with zeros], place int64, length int64, in bytes; then the
/// sections, each from a multiple of 64 on.
/// </summary>
internal sealed unsafe class IndexFile : IDisposable
{
    public const int Version = 1;
    public const int Alignment = 64;
    public const int HeaderBytes = 24;
    public const int EntryBytes = 40;
    public const int NameBytes = 24;
    private const int MostSections = 256;
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly Dictionary<string, Place> sections = new(StringComparer.Ordinal);
    private readonly List<string> names = [];
    private readonly byte* start;

    public static ReadOnlySpan<byte> Magic => "OSTYLEIX"u8;

    public IndexFile(string path)
    {
        Path = path;
        long length;
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
            length = stream.Length;
            if (length < HeaderBytes) throw new IndexFormatException(path, "is too short for an index");
            file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: false);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new IndexFormatException(path, "is not there", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IndexFormatException(path, Directory.Exists(path) ? "is a folder; name the file of an index" : $"cannot be read: {error.Message.TrimEnd('.')}", error);
        }

        view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        byte* pointer = null;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        start = pointer + view.PointerOffset;
        try
        {
            ReadTable(length);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string Path { get; }

    /// <summary>The sections in the order of the table.</summary>
    public IReadOnlyList<string> Names => names;

    public bool Has(string name) => sections.ContainsKey(name);

    /// <summary>The elements of a section. It is valid until this is disposed of.</summary>
    public ReadOnlySpan<T> Section<T>(string name)
        where T : unmanaged
    {
        if (!sections.TryGetValue(name, out Place? place)) throw Damaged($"has no part '{name}'");
        if (place.Length % sizeof(T) != 0 || place.Length / sizeof(T) > int.MaxValue) throw Damaged($"has {place.Length} bytes in its part '{name}', which holds elements of {sizeof(T)}");
        return new ReadOnlySpan<T>(start + place.Offset, (int)(place.Length / sizeof(T)));
    }

    /// <summary>The elements of a section that must be so many.</summary>
    public ReadOnlySpan<T> Section<T>(string name, long count)
        where T : unmanaged
    {
        ReadOnlySpan<T> section = Section<T>(name);
        return section.Length == count ? section : throw Damaged($"has {section.Length} elements in its part '{name}' where {count} are expected");
    }

    /// <summary>Refuses values outside of a range.</summary>
    public void CheckBelow(string name, ReadOnlySpan<int> values, int least, int end)
    {
        foreach (int value in values)
            if (value < least || value >= end) throw Damaged($"has {value} in its part '{name}', where {least} to below {end} are expected");
    }

    /// <summary>The bytes of a section.</summary>
    public long Length(string name) => sections.TryGetValue(name, out Place? place) ? place.Length : throw Damaged($"has no part '{name}'");

    /// <summary>Writes a section as it is.</summary>
    public void CopyTo(string name, Stream stream)
    {
        using UnmanagedMemoryStream bytes = new(start + sections[name].Offset, Length(name));
        bytes.CopyTo(stream);
    }

    public IndexFormatException Damaged(string reason) => new(Path, $"is damaged: it {reason}");

    public void Dispose()
    {
        if (view is not null)
        {
            view.SafeMemoryMappedViewHandle.ReleasePointer();
            view.Dispose();
        }

        file?.Dispose();
    }

    private void ReadTable(long length)
    {
        ReadOnlySpan<byte> header = new(start, HeaderBytes);
        if (!header[..8].SequenceEqual(Magic)) throw new IndexFormatException(Path, "is no index of onnxstyle");
        int version = MemoryMarshal.Read<int>(header[8..]), count = MemoryMarshal.Read<int>(header[12..]);
        if (version != Version) throw new IndexFormatException(Path, $"is an index of version {version}; this program reads version {Version}");
        if (MemoryMarshal.Read<long>(header[16..]) is long stated && stated != length) throw Damaged($"has {length} bytes of {stated}");
        if (count is < 0 or > MostSections || HeaderBytes + ((long)count * EntryBytes) > length) throw Damaged($"states {count} parts");
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> entry = new(start + HeaderBytes + (i * EntryBytes), EntryBytes);
            string name = Encoding.ASCII.GetString(entry[..NameBytes].TrimEnd((byte)0));
            long offset = MemoryMarshal.Read<long>(entry[NameBytes..]), size = MemoryMarshal.Read<long>(entry[(NameBytes + 8)..]);
            if (offset < 0 || size < 0 || offset % Alignment != 0 || offset > length || size > length - offset) throw Damaged($"states a place outside of the file for its part '{name}'");
            if (!sections.TryAdd(name, new Place(offset, size))) throw Damaged($"has two parts '{name}'");
            names.Add(name);
        }
    }

    private sealed record Place(long Offset, long Length);
}
