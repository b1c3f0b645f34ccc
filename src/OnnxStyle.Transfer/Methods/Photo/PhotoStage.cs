using OnnxStyle.Imaging;

namespace OnnxStyle.Transfer;

/// <summary>One of the stages as a part of the whole: what it reports is shifted behind the stages before it.</summary>
/// <param name="stage">Which, from 0.</param>
/// <param name="stages">How many there are.</param>
/// <param name="levelsBefore">The levels of the stages before.</param>
/// <param name="secondsBefore">The time that they took.</param>
/// <param name="progress">Told of the whole; null: nobody.</param>
/// <param name="snapshots">Takes pictures of the whole; null: nobody.</param>
internal sealed class PhotoStage(int stage, int stages, int levelsBefore, double secondsBefore, IProgress<StylizeProgress>? progress, ISnapshotSink? snapshots) : IProgress<StylizeProgress>, ISnapshotSink
{
    /// <inheritdoc/>
    public void Report(StylizeProgress value) => progress?.Report(Whole(value));

    /// <inheritdoc/>
    public void Take(StylizeProgress now, Image picture, Func<Checkpoint> checkpoint) =>
        snapshots?.Take(Whole(now), picture, () => throw new CheckpointException("of this method", "stylize", "photo"));

    /// <summary>The report with its levels counted from the first stage's first.</summary>
    public RunReport Shifted(RunReport report) => report with
    {
        Log = [.. report.Log.Select(row => row with { Level = row.Level + levelsBefore })],
        Final = report.Final is null ? null : report.Final with { Level = report.Final.Level + levelsBefore },
    };

    private StylizeProgress Whole(StylizeProgress value)
    {
        double done = (stage + value.Done) / stages, elapsed = secondsBefore + value.Elapsed.TotalSeconds;
        return value with
        {
            Level = value.Level + levelsBefore,
            Levels = value.Levels * stages,
            Done = done,
            Elapsed = TimeSpan.FromSeconds(elapsed),
            Remaining = done > 0 ? TimeSpan.FromSeconds(elapsed / done * (1 - done)) : null,
        };
    }
}
