using OnnxStyle.Imaging;

namespace OnnxStyle.Transfer.Tests;

/// <summary>Hears progress at once, on the thread of the run, and keeps snapshots.</summary>
internal sealed class Sink(Action<StylizeProgress>? each = null) : IProgress<StylizeProgress>, ISnapshotSink
{
    public List<StylizeProgress> Heard { get; } = [];

    public List<(StylizeProgress Progress, Image Picture, Checkpoint Checkpoint)> Taken { get; } = [];

    public void Report(StylizeProgress value)
    {
        Heard.Add(value);
        each?.Invoke(value);
    }

    public void Take(StylizeProgress progress, Image picture, Func<Checkpoint> checkpoint) => Taken.Add((progress, picture, checkpoint()));
}
