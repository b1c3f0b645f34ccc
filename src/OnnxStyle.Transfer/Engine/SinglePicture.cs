using System.Diagnostics;
using OnnxStyle.Imaging;
using OnnxStyle.Optimization;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>A run of one level: what reconstruction and texture synthesis have in common.</summary>
internal sealed class SinglePicture(PaintEngine engine, string method, int width, int height, int iterations, int snapshotEvery)
{
    private readonly long start = Stopwatch.GetTimestamp();

    /// <summary>Optimises from a start; the result's picture is the best point, in [0, 1].</summary>
    public (Image Picture, float[] Point, RunReport Report) Run(
        IReadOnlyList<BoundTerm> terms,
        LossConvention convention,
        Optimizer optimizer,
        ExponentialMovingAverage? average,
        Image first,
        IProgress<StylizeProgress>? progress,
        ISnapshotSink? snapshots,
        CancellationToken cancellationToken)
    {
        LossGraph graph = LossGraph.Build(engine, new Shape(1, 3, height, width), convention, terms);
        using PictureObjective objective = new(engine, graph, null, cancellationToken);
        LevelState state = new((float[])first.Planar.Clone(), average);
        List<LossRow> log = [];
        double prepared = LevelRun.Since(start);
        string ended = LevelRun.Run(objective, optimizer, state, 0, iterations, 0, log, AfterEach, cancellationToken);
        float[] point = state.Shown();
        Image picture = new Image(width, height, (float[])point.Clone()).Clipped();
        RunReport report = new()
        {
            Method = method,
            EncoderName = engine.Encoder.Name,
            EncoderSha256 = engine.EncoderSha256,
            Versions = VersionFacts.All(),
            Levels = [new LevelReport { Width = width, Height = height, Iterations = state.Iteration, Evaluations = optimizer.Evaluations, PrepareSeconds = prepared, RunSeconds = LevelRun.Since(start) - prepared, Ended = ended }],
            Final = log.MinBy(row => row.Total),
            Log = log,
            Cancelled = ended == "cancelled",
            Seconds = LevelRun.Since(start),
            PictureSha256 = PictureHash.Of(picture.Planar),
        };
        return (picture, point, report);

        void AfterEach(LossRow row)
        {
            double elapsed = LevelRun.Since(start);
            StylizeProgress now = new()
            {
                Levels = 1,
                Width = width,
                Height = height,
                Iteration = state.Iteration,
                Iterations = iterations,
                Done = state.Iteration / (double)iterations,
                Row = row,
                Elapsed = TimeSpan.FromSeconds(elapsed),
                Remaining = TimeSpan.FromSeconds((elapsed - prepared) / state.Iteration * (iterations - state.Iteration)),
            };
            progress?.Report(now);
            if (snapshots is null || snapshotEvery == 0 || state.Iteration % snapshotEvery != 0) return;
            snapshots.Take(now, new Image(width, height, (float[])state.Shown().Clone()).Clipped(), () => throw new CheckpointException("of this method", "stylize", method));
        }
    }
}
