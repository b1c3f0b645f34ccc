using System.Runtime.InteropServices;
using System.Text;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>Collects the sections of an index and writes them, whole or not at all. See <see cref="IndexFile"/> for the layout.</summary>
internal sealed class IndexWriter
{
    private const int ElementsAtATime = 1 << 20;
    private readonly List<(string Name, long Bytes, Action<Stream> Write)> sections = [];

    /// <summary>Adds an array, which is not copied: it must stay as it is until <see cref="Write"/>.</summary>
    public void Add<T>(string name, T[] values)
        where T : unmanaged => sections.Add((name, BytesOf(values), stream => Put(stream, values)));

    /// <summary>Texts as UTF-8, one after the other, and where each begins.</summary>
    public void AddTexts(string name, IReadOnlyList<string> texts)
    {
        (long[] starts, byte[] bytes) = Encoded(texts);
        Add($"{name}.starts", starts);
        Add($"{name}.bytes", bytes);
    }

    /// <summary>A section of another index as it is.</summary>
    public void Keep(IndexFile from, string name) => sections.Add((name, from.Length(name), stream => from.CopyTo(name, stream)));

    /// <summary>A section of another index, and more elements.</summary>
    public void Extend<T>(IndexFile from, string name, T[] added)
        where T : unmanaged => sections.Add((name, from.Length(name) + BytesOf(added), stream =>
        {
            from.CopyTo(name, stream);
            Put(stream, added);
        }));

    /// <summary>Texts of another index, and more.</summary>
    public void ExtendTexts(IndexFile from, string name, IReadOnlyList<string> added)
    {
        (long[] starts, byte[] bytes) = Encoded(added);
        ExtendStarts(from, $"{name}.starts", starts);
        Extend(from, $"{name}.bytes", bytes);
    }

    /// <summary>Where rows of another index begin, and where more rows begin that are counted from 0.</summary>
    public void ExtendStarts(IndexFile from, string name, long[] added)
    {
        long end = from.Section<long>(name)[^1];
        Extend(from, name, added.Skip(1).Select(start => end + start).ToArray());
    }

    public void Write(string path) => AtomicFile.Write(path, stream =>
    {
        long offset = Aligned(IndexFile.HeaderBytes + ((long)sections.Count * IndexFile.EntryBytes));
        long[] offsets = new long[sections.Count];
        for (int i = 0; i < sections.Count; i++)
        {
            offsets[i] = offset;
            offset = Aligned(offset + sections[i].Bytes);
        }

        using BinaryWriter writer = new(stream, Encoding.ASCII, leaveOpen: true);
        writer.Write(IndexFile.Magic);
        writer.Write(IndexFile.Version);
        writer.Write(sections.Count);
        writer.Write(offset);
        for (int i = 0; i < sections.Count; i++)
        {
            writer.Write(Encoding.ASCII.GetBytes(sections[i].Name.PadRight(IndexFile.NameBytes, '\0')));
            writer.Write(offsets[i]);
            writer.Write(sections[i].Bytes);
        }

        writer.Flush();
        foreach (((string _, long _, Action<Stream> write), long place) in sections.Zip(offsets))
        {
            stream.Write(new byte[place - stream.Position]);
            write(stream);
        }

        stream.Write(new byte[offset - stream.Position]);
    });

    private static (long[] Starts, byte[] Bytes) Encoded(IReadOnlyList<string> texts)
    {
        long[] starts = new long[texts.Count + 1];
        using MemoryStream bytes = new();
        for (int i = 0; i < texts.Count; i++)
        {
            bytes.Write(Encoding.UTF8.GetBytes(texts[i]));
            starts[i + 1] = bytes.Length;
        }

        return (starts, bytes.ToArray());
    }

    private static unsafe long BytesOf<T>(T[] values)
        where T : unmanaged => values.LongLength * sizeof(T);

    private static void Put<T>(Stream stream, T[] values)
        where T : unmanaged
    {
        for (int start = 0; start < values.Length; start += ElementsAtATime)
            stream.Write(MemoryMarshal.AsBytes(values.AsSpan(start, Math.Min(ElementsAtATime, values.Length - start))));
    }

    private static long Aligned(long value) => (value + IndexFile.Alignment - 1) / IndexFile.Alignment * IndexFile.Alignment;
}
