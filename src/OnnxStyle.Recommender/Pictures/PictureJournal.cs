using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>
/// Vectors of pictures that were made on the way to an index, in a file beside it, so that an indexing that was killed goes on where it stopped. Each is found
/// by what it was made of: the bytes of the picture and the encoder. A record: key [32], lengths of the three vectors int32 [3], their elements float32, and
/// the first 8 bytes of the SHA-256 of all that. What follows a record that is cut off or damaged is forgotten and made again.
/// </summary>
internal sealed class PictureJournal : IDisposable
{
    private const int KeyBytes = 32;
    private const int HeadBytes = KeyBytes + (3 * sizeof(int));
    private const int CheckBytes = 8;
    private const int LongestVector = 1 << 26; // elements; more is damage
    private readonly FileStream stream;
    private readonly string path;
    private readonly Dictionary<string, (long Offset, int Features, int Texture, int Palette)> places = new(StringComparer.Ordinal);

    private PictureJournal(string path, FileStream stream)
    {
        this.path = path;
        this.stream = stream;
    }

    private static ReadOnlySpan<byte> Magic => "OSTYLEP1"u8;

    /// <summary>The number of pictures in it.</summary>
    public int Count => places.Count;

    /// <summary>How often <see cref="Find"/> found something.</summary>
    public int Found { get; private set; }

    /// <summary>The journal of an index: its name with <c>.partial</c>.</summary>
    public static string PathOf(string index) => $"{index}.partial";

    /// <summary>The key of a picture.</summary>
    /// <param name="fingerprint">See <see cref="PictureEmbedder.Fingerprint"/>.</param>
    /// <param name="picture">The file.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static string Key(string fingerprint, string picture)
    {
        using FileStream bytes = File.OpenRead(picture);
        return Convert.ToHexString(SHA256.HashData(Encoding.ASCII.GetBytes(fingerprint + Convert.ToHexString(SHA256.HashData(bytes)))));
    }

    /// <summary>Opens or begins a journal. One process at a time may have it.</summary>
    /// <exception cref="FileWriteException">It cannot be written, or another process has it.</exception>
    public static PictureJournal Open(string path) => Guarded(path, () =>
    {
        PictureJournal journal = new(path, new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        try
        {
            journal.ReadPlaces();
            return journal;
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    });

    /// <summary>The vectors of a picture, or null where they are not in here.</summary>
    public PictureVectors? Find(string key)
    {
        if (!places.ContainsKey(key)) return null;
        Found++;
        return Read(key);
    }

    /// <summary>The vectors of a picture that is in here.</summary>
    public PictureVectors Read(string key) => Guarded(path, () =>
    {
        (long offset, int features, int texture, int palette) = places[key];
        stream.Position = offset;
        return new PictureVectors { Features = Floats(features), Texture = Floats(texture), Palette = Floats(palette) };
    });

    /// <summary>Adds the vectors of a picture. When it returns, the system has them: the end of this process does not lose them.</summary>
    /// <exception cref="FileWriteException">The disk is full, or another error.</exception>
    public void Append(string key, PictureVectors vectors)
    {
        byte[] record = [.. Convert.FromHexString(key), .. Bytes([vectors.Features.Length, vectors.Texture.Length, vectors.Palette.Length]), .. Bytes(vectors.Features), .. Bytes(vectors.Texture), .. Bytes(vectors.Palette)];
        Guarded(path, () =>
        {
            long start = stream.Length;
            stream.Position = start;
            stream.Write(record);
            stream.Write(SHA256.HashData(record).AsSpan(0, CheckBytes));
            stream.Flush();
            places[key] = (start + HeadBytes, vectors.Features.Length, vectors.Texture.Length, vectors.Palette.Length);
            return 0;
        });
    }

    /// <summary>Closes and deletes it: the index holds everything now.</summary>
    public void Delete()
    {
        stream.Dispose();
        File.Delete(path);
    }

    /// <summary>Closes it. One without pictures is deleted.</summary>
    public void Dispose()
    {
        if (!stream.CanRead) return;
        if (Count == 0) Delete();
        else stream.Dispose();
    }

    private void ReadPlaces()
    {
        byte[] head = new byte[HeadBytes];
        if (stream.ReadAtLeast(head.AsSpan(0, Magic.Length), Magic.Length, throwOnEndOfStream: false) < Magic.Length || !head.AsSpan(0, Magic.Length).SequenceEqual(Magic))
        {
            stream.SetLength(0);
            stream.Write(Magic);
            return;
        }

        while (true)
        {
            long start = stream.Position;
            if (!ReadPlace(head, start))
            {
                stream.SetLength(start);
                return;
            }
        }
    }

    // Whether there is a whole record; the stream stands behind it then.
    private bool ReadPlace(byte[] head, long start)
    {
        if (stream.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false) < HeadBytes) return false;
        Span<int> lengths = stackalloc int[3];
        long elements = 0;
        for (int i = 0; i < 3; i++)
        {
            lengths[i] = BinaryPrimitives.ReadInt32LittleEndian(head.AsSpan(KeyBytes + (i * sizeof(int))));
            if (lengths[i] is < 0 or > LongestVector) return false;
            elements += lengths[i];
        }

        if (start + HeadBytes + (elements * sizeof(float)) + CheckBytes > stream.Length) return false;
        byte[] rest = new byte[(elements * sizeof(float)) + CheckBytes];
        stream.ReadExactly(rest);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(head);
        hash.AppendData(rest, 0, rest.Length - CheckBytes);
        if (!hash.GetHashAndReset().AsSpan(0, CheckBytes).SequenceEqual(rest.AsSpan(rest.Length - CheckBytes))) return false;
        places[Convert.ToHexString(head.AsSpan(0, KeyBytes))] = (start + HeadBytes, lengths[0], lengths[1], lengths[2]);
        return true;
    }

    private float[] Floats(int count)
    {
        float[] values = new float[count];
        stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    private static byte[] Bytes<T>(T[] values)
        where T : unmanaged => MemoryMarshal.AsBytes<T>(values).ToArray();

    private static T Guarded<T>(string path, Func<T> act)
    {
        try
        {
            return act();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileWriteException(path, error.Message.TrimEnd('.'), "It keeps the vectors of pictures while an index is made. Wait for another indexing of the same file, free the disk, or name another folder.", error);
        }
    }
}
