using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>
/// A run of training between two steps, exact to the bits: going on from it gives the parameters that the uninterrupted run would have given (same
/// machine, provider and number of threads).
/// </summary>
/// <remarks>The file is a zip without compression: <c>training.json</c>, raw little-endian floats, and a SHA-256 over all of it.</remarks>
public sealed class TrainingCheckpoint
{
    private const string FactsName = "training.json", HashName = "sha256", StepsName = "step_losses";

    internal TrainingCheckpoint(TrainingFacts facts, IReadOnlyDictionary<string, float[]> vectors)
    {
        Facts = facts;
        Vectors = vectors;
    }

    /// <summary>The name of the task.</summary>
    public string Task => Facts.Task;

    /// <summary>Steps done.</summary>
    public long Steps => Facts.Steps;

    /// <summary>What the run was begun with, by name.</summary>
    public IReadOnlyDictionary<string, string> Settings => Facts.Settings;

    /// <summary>What the bits depended on besides, by name: provider, threads, whose convolutions. <see cref="TrainingLoop.Differences"/> compares them.</summary>
    public IReadOnlyDictionary<string, string> Circumstances => Facts.Circumstances;

    internal TrainingFacts Facts { get; }

    /// <summary>State, best parameters (<c>best</c>) and losses of all steps, by name.</summary>
    internal IReadOnlyDictionary<string, float[]> Vectors { get; }

    internal float[] StepLosses => Vectors[StepsName];

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="TrainingCheckpointException">The file is missing, damaged or of another version.</exception>
    public static TrainingCheckpoint Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path)) throw new TrainingCheckpointException($"'{path}'", "a file", Directory.Exists(path) ? "a folder" : "none");
        try
        {
            using ZipArchive zip = ZipFile.OpenRead(path);
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            byte[] text = Read(zip, FactsName);
            hash.AppendData(text);
            TrainingFacts facts = JsonSerializer.Deserialize(text, CheckpointJson.Default.TrainingFacts) ?? throw new InvalidDataException("no facts");
            if (facts.Version != 1) throw new TrainingCheckpointException($"'{path}'", "version 1", $"version {facts.Version}");
            Dictionary<string, float[]> vectors = new(StringComparer.Ordinal);
            foreach ((string name, int length) in facts.Vectors)
            {
                byte[] bytes = Read(zip, name);
                if (bytes.Length != (long)length * sizeof(float)) throw new InvalidDataException($"'{name}' has {bytes.Length} bytes instead of {(long)length * sizeof(float)}");
                hash.AppendData(bytes);
                vectors.Add(name, MemoryMarshal.Cast<byte, float>(bytes).ToArray());
            }

            if (!Read(zip, HashName).AsSpan().SequenceEqual(hash.GetHashAndReset())) throw new InvalidDataException("the SHA-256 does not fit the content");
            return new TrainingCheckpoint(facts, vectors);
        }
        catch (Exception error) when (error is IOException or InvalidDataException or JsonException or UnauthorizedAccessException)
        {
            throw new TrainingCheckpointException($"'{path}'", "a readable checkpoint", error.Message.TrimEnd('.'), error);
        }
    }

    /// <summary>Writes the checkpoint, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileWriteException">It cannot be written; what was there before is unchanged.</exception>
    public void Save(string path) => AtomicFile.Write(path, stream =>
    {
        using ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] text = JsonSerializer.SerializeToUtf8Bytes(Facts with { Vectors = Vectors.ToDictionary(pair => pair.Key, pair => pair.Value.Length) }, CheckpointJson.Default.TrainingFacts);
        hash.AppendData(text);
        Add(zip, FactsName, text);
        foreach ((string name, float[] vector) in Vectors)
        {
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(vector.AsSpan());
            hash.AppendData(bytes);
            Add(zip, name, bytes);
        }

        Add(zip, HashName, hash.GetHashAndReset());
    });

    /// <summary>Checks that a run goes on with what it began with.</summary>
    /// <exception cref="TrainingCheckpointException">Task, options or data are others.</exception>
    internal void Check(string task, IReadOnlyDictionary<string, string> settings, string data)
    {
        if (task != Task) throw new TrainingCheckpointException("of another task", task, Task);
        foreach (string name in settings.Keys.Union(Settings.Keys).Order(StringComparer.Ordinal))
        {
            string now = settings.GetValueOrDefault(name, "none"), then = Settings.GetValueOrDefault(name, "none");
            if (now != then) throw new TrainingCheckpointException("of other options", $"{name} {now}", then);
        }

        if (data != Facts.Data) throw new TrainingCheckpointException("of other data", $"samples with fingerprint {data[..Math.Min(12, data.Length)]}", Facts.Data[..Math.Min(12, Facts.Data.Length)]);
    }

    internal static TrainingCheckpoint Of(TrainingFacts facts, TrainingStep step, float[]? best, List<float> stepLosses)
    {
        Dictionary<string, float[]> vectors = step.State.ToDictionary(pair => pair.Key, pair => pair.Value.Span.ToArray(), StringComparer.Ordinal);
        if (best is not null) vectors["best"] = best;
        vectors[StepsName] = [.. stepLosses];
        return new TrainingCheckpoint(facts, vectors);
    }

    private static void Add(ZipArchive zip, string name, ReadOnlySpan<byte> bytes)
    {
        using Stream stream = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        stream.Write(bytes);
    }

    private static byte[] Read(ZipArchive zip, string name)
    {
        ZipArchiveEntry entry = zip.GetEntry(name) ?? throw new InvalidDataException($"no entry '{name}'");
        if (entry.Length > Array.MaxLength) throw new InvalidDataException($"'{name}' is too long");
        byte[] bytes = new byte[entry.Length];
        using Stream stream = entry.Open();
        stream.ReadExactly(bytes);
        return bytes;
    }
}
