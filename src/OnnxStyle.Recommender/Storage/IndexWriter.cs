using System.Runtime.InteropServices;
using System.Text;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>Collects the sections of an index and writes them, whole or not at all. See <see cref="IndexFile"/> for the layout.</summary>
internal sealed class IndexWriter
{
    private readonly List<(string Name, ReadOnlyMemory<byte> Bytes)> sections = [];

    public void Add<T>(string name, T[] values)
        where T : unmanaged => sections.Add((name, MemoryMarshal.AsBytes<T>(values).ToArray()));

    /// <summary>Texts as UTF-8, one after the other, and where each begins.</summary>
    public void AddTexts(string name, IReadOnlyList<string> texts)
    {
        long[] starts = new long[texts.Count + 1];
        using MemoryStream bytes = new();
        for (int i = 0; i < texts.Count; i++)
        {
            bytes.Write(Encoding.UTF8.GetBytes(texts[i]));
            starts[i + 1] = bytes.Length;
        }

        Add($"{name}.starts", starts);
        sections.Add(($"{name}.bytes", bytes.ToArray()));
    }

    public void Write(string path) => AtomicFile.Write(path, stream =>
    {
        long offset = Aligned(IndexFile.HeaderBytes + ((long)sections.Count * IndexFile.EntryBytes));
        long[] offsets = new long[sections.Count];
        for (int i = 0; i < sections.Count; i++)
        {
            offsets[i] = offset;
            offset = Aligned(offset + sections[i].Bytes.Length);
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
            writer.Write((long)sections[i].Bytes.Length);
        }

        writer.Flush();
        foreach (((string _, ReadOnlyMemory<byte> bytes), long place) in sections.Zip(offsets))
        {
            stream.Write(new byte[place - stream.Position]);
            stream.Write(bytes.Span);
        }

        stream.Write(new byte[offset - stream.Position]);
    });

    private static long Aligned(long value) => (value + IndexFile.Alignment - 1) / IndexFile.Alignment * IndexFile.Alignment;
}
