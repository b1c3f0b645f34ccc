using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using OnnxStyle.Networks;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>
/// Features that were computed before, a small file a picture, found by what they were made of: the bytes of the picture, and everything that turned it into
/// numbers. Any number of processes may share it. A file that is damaged is as one that is not there.
/// </summary>
/// <remarks>A file: float32 little-endian, then the first 8 bytes of their SHA-256.</remarks>
public sealed class FeatureCache
{
    private const int CheckBytes = 8;
    private readonly string? folder;

    /// <summary>Takes a folder, which need not exist.</summary>
    /// <param name="folder">The folder; null: nothing is kept.</param>
    public FeatureCache(string? folder) => this.folder = folder;

    /// <summary>The folder <c>features</c> beside that of installed models, see <see cref="ModelFolder.Default"/>.</summary>
    public static string DefaultFolder => Path.Combine(Path.GetDirectoryName(ModelFolder.Default)!, "features");

    /// <summary>How often <see cref="Find"/> found something.</summary>
    public int Found { get; private set; }

    /// <summary>The key of a picture's features.</summary>
    /// <param name="fingerprint">See <see cref="FeatureExtractor.Fingerprint"/>.</param>
    /// <param name="picture">The SHA-256 of the picture's file, in hexadecimal.</param>
    internal static string Key(string fingerprint, string picture) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(fingerprint + picture)));

    /// <summary>The features of a key, or null.</summary>
    internal float[]? Find(string key, int size)
    {
        if (folder is null) return null;
        try
        {
            byte[] bytes = File.ReadAllBytes(PathOf(key));
            int length = size * sizeof(float);
            if (bytes.Length != length + CheckBytes || !SHA256.HashData(bytes.AsSpan(0, length)).AsSpan(0, CheckBytes).SequenceEqual(bytes.AsSpan(length))) return null;
            Found++;
            return MemoryMarshal.Cast<byte, float>(bytes.AsSpan(0, length)).ToArray();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null; // not there yet
        }
    }

    /// <summary>Keeps features.</summary>
    /// <exception cref="FileWriteException">The disk is full, or the folder cannot be written to.</exception>
    internal void Add(string key, float[] features)
    {
        if (folder is null) return;
        string path = PathOf(key);
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new FileWriteException(path, error.Message.TrimEnd('.'), "It keeps features of pictures. Name another folder, or none.", error);
        }

        byte[] bytes = MemoryMarshal.AsBytes<float>(features).ToArray();
        AtomicFile.WriteAllBytes(path, (byte[])[.. bytes, .. SHA256.HashData(bytes).AsSpan(0, CheckBytes)]);
    }

    private string PathOf(string key) => Path.Combine(folder!, key[..2], key[2..]);
}
