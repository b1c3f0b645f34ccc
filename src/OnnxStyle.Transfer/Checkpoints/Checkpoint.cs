using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using OnnxStyle.Optimization;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// A run at one moment, exact to the bits: going on from it gives the picture that the uninterrupted run would have given (same machine, provider and
/// number of threads). It holds the painting and the optimiser's memory, not the content and the styles, of which it knows the fingerprints.
/// </summary>
/// <remarks>The file is a zip without compression: <c>checkpoint.json</c>, raw little-endian floats, and states of the optimiser.</remarks>
public sealed class Checkpoint
{
    private const string FactsName = "checkpoint.json", PointName = "point.f32", BestName = "best.f32", OptimizerName = "optimizer.state", AverageName = "average.state";

    internal Checkpoint(CheckpointFacts facts, float[] point, float[] best, OptimizerState optimizer, OptimizerState? average)
    {
        Facts = facts;
        Point = point;
        Best = best;
        OptimizerState = optimizer;
        AverageState = average;
    }

    /// <summary>The options of the run, if it was one of <see cref="StyleTransfer"/>; see <see cref="Strotss"/>.</summary>
    public StylizeOptions Options => Facts.Options;

    /// <summary>The options of a run of <see cref="StrotssPainting"/>; null: it was another method's.</summary>
    public StrotssOptions? Strotss => Facts.Strotss;

    /// <summary>The pictures that the run needs again, by fingerprint.</summary>
    public IReadOnlyList<InputPicture> Inputs => Facts.Inputs;

    /// <summary>The level of the pyramid, from 0.</summary>
    public int Level => Facts.Level;

    /// <summary>Iterations done on that level.</summary>
    public int Iteration => Facts.Iteration;

    /// <summary>What an eastern painting needs to go on; null: the checkpoint is of plain style transfer.</summary>
    public EasternState? Eastern => Facts.Eastern;

    internal CheckpointFacts Facts { get; }

    internal float[] Point { get; }

    internal float[] Best { get; }

    internal OptimizerState OptimizerState { get; }

    internal OptimizerState? AverageState { get; }

    /// <summary>Writes the checkpoint, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FileWriteException">It cannot be written; what was there before is unchanged.</exception>
    public void Save(string path) => AtomicFile.Write(path, stream =>
    {
        using ZipArchive zip = new(stream, ZipArchiveMode.Create, leaveOpen: true);
        Add(zip, FactsName, entry => JsonSerializer.Serialize(entry, Facts, OptionsJson.Default.CheckpointFacts));
        Add(zip, PointName, entry => entry.Write(MemoryMarshal.AsBytes(Point.AsSpan())));
        Add(zip, BestName, entry => entry.Write(MemoryMarshal.AsBytes(Best.AsSpan())));
        Add(zip, OptimizerName, OptimizerState.Save);
        if (AverageState is not null) Add(zip, AverageName, AverageState.Save);
    });

    /// <summary>Reads a checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="CheckpointException">The file is missing, damaged or of another version.</exception>
    public static Checkpoint Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path)) throw new CheckpointException($"'{path}'", "a file", Directory.Exists(path) ? "a folder" : "none");
        try
        {
            using ZipArchive zip = ZipFile.OpenRead(path);
            CheckpointFacts facts = Read(zip, FactsName, stream => JsonSerializer.Deserialize(stream, OptionsJson.Default.CheckpointFacts))!;
            if (facts.Version != 1) throw new CheckpointException($"'{path}'", "version 1", $"version {facts.Version}");
            long count = facts.Variables > 0 ? facts.Variables : 3L * facts.Width * facts.Height;
            return new Checkpoint(
                facts,
                Read(zip, PointName, stream => Floats(stream, count)),
                Read(zip, BestName, stream => Floats(stream, count)),
                Read(zip, OptimizerName, OptimizerState.Load),
                zip.GetEntry(AverageName) is null ? null : Read(zip, AverageName, OptimizerState.Load));
        }
        catch (Exception error) when (error is IOException or InvalidDataException or JsonException or UnauthorizedAccessException or OptimizerStateException)
        {
            throw new CheckpointException($"'{path}'", "a readable checkpoint", error.Message.TrimEnd('.'), error);
        }
    }

    /// <summary>The same moment of an eastern painting.</summary>
    internal Checkpoint With(EasternState state) => new(Facts with { Eastern = state }, Point, Best, OptimizerState, AverageState);

    /// <summary>Checks that a run continues with what it began with.</summary>
    internal void CheckInputs(IReadOnlyList<InputPicture> inputs, string encoderSha256)
    {
        if (encoderSha256 != Facts.EncoderSha256) throw new CheckpointException("of another encoder", $"filters with SHA-256 {Facts.EncoderSha256}", encoderSha256);
        string expected = string.Join(", ", Inputs.Select(input => input.Role)), found = string.Join(", ", inputs.Select(input => input.Role));
        if (expected != found) throw new CheckpointException("of other pictures", expected, found);
        foreach ((InputPicture then, InputPicture now) in Inputs.Zip(inputs))
            if (then.Sha256 != now.Sha256) throw new CheckpointException("of other pictures", $"{then.Role} with SHA-256 {then.Sha256}", now.Sha256);
    }

    private static void Add(ZipArchive zip, string name, Action<Stream> write)
    {
        using Stream stream = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
        write(stream);
    }

    private static T Read<T>(ZipArchive zip, string name, Func<Stream, T> read)
    {
        ZipArchiveEntry entry = zip.GetEntry(name) ?? throw new InvalidDataException($"no entry '{name}'");
        using Stream stream = entry.Open();
        return read(stream);
    }

    private static float[] Floats(Stream stream, long count)
    {
        if (count is < 1 or > int.MaxValue / sizeof(float)) throw new InvalidDataException($"a picture of {count} values");
        float[] values = new float[count];
        stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
