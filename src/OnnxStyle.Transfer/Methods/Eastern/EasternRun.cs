using System.Text.Json;
using OnnxStyle.Imaging;

namespace OnnxStyle.Transfer;

/// <summary>One eastern painting: the front layer beside the run that paints, and what a checkpoint needs of both.</summary>
internal sealed class EasternRun : ISnapshotSink
{
    private const double TrainingShare = 0.1; // of the progress that is shown

    private readonly PaintEngine engine;
    private readonly EasternInputs inputs;
    private readonly EasternOptions options;
    private readonly IProgress<StylizeProgress>? progress;
    private readonly ISnapshotSink? snapshots;
    private readonly CancellationToken cancellationToken;
    private readonly PhotoDrawing drawing;
    private readonly Image bleached;
    private readonly IReadOnlyList<InputPicture> described;
    private readonly Dictionary<string, double> measures = [];
    private FrontLayer? front; // of the level that is painted
    private FrontLayer? before; // it was trained at the beginning of this level
    private int trainedAt;
    private bool unfinished; // the first training was cancelled

    public EasternRun(
        PaintEngine engine, EasternInputs inputs, EasternOptions options, IProgress<StylizeProgress>? progress, ISnapshotSink? snapshots, CancellationToken cancellationToken)
    {
        (this.engine, this.inputs, this.options, this.progress, this.snapshots, this.cancellationToken) = (engine, inputs, options, progress, snapshots, cancellationToken);
        drawing = PhotoDrawing.Of(inputs.Photo, options);
        bleached = PaintingParts.Bleached(inputs.Style, options.Luminance, options.PaperPercentile);
        described = inputs.Describe();
    }

    public EasternResult Run(Checkpoint? resume)
    {
        List<string> notes = resume is null ? [] : [.. resume.Facts.Notes];
        if (resume is null && drawing.Edges.Coverage == 0) notes.Add("the photograph has no edges with these options: lower Edges.High or Edges.Floor");
        if (resume is null && inputs.Front is { EncoderSha256.Length: > 0 } given && given.EncoderSha256 != engine.EncoderSha256)
            notes.Add("the front layer was trained for another encoder");
        StylizeOptions below = options.ToStylize();
        StylizeInputs pictures = new() { Content = drawing.Picture, Styles = [bleached], Start = Start() };
        StylizePlan plan = StylizePlan.Of(below, engine.Encoder, pictures.Content, pictures.Styles); // a size that does not work is an error before the training
        TakeFront(resume?.Eastern, plan);
        engine.Front = front;
        RunAdditions additions = new()
        {
            Terms = level => options.EdgeWeight > 0 ? [drawing.Term(options.EdgeWeight, level.Width, level.Height)] : [],
            BeforeLevel = TrainOn,
        };
        Rest? rest = progress is null ? null : new Rest(progress, measures.Count > 0 ? TrainingShare : 0);
        return Result(new StylizeRun(engine, below, pictures, rest, snapshots is null ? null : this, notes, cancellationToken, additions).Run(resume));
    }

    public void Take(StylizeProgress progress, Image picture, Func<Checkpoint> checkpoint) => snapshots!.Take(progress, Finished(picture), () => With(checkpoint()));

    private Image Start() => options.Start switch
    {
        EasternStart.Drawing => drawing.Picture,
        EasternStart.Photo => options.Luminance ? ColorTransfer.LuminanceOnly(inputs.Photo) : inputs.Photo,
        _ => Image.Filled(drawing.Picture.Width, drawing.Picture.Height, 1, 1, 1),
    };

    private void TakeFront(EasternState? state, StylizePlan plan)
    {
        state?.Check(described);
        foreach ((string name, double value) in state?.Measures ?? new Dictionary<string, double>()) measures[name] = value;
        front = state is null ? inputs.Front : state.Front?.ToLayer();
        if (front is not null || options.Front.Channels == 0) return;
        FrontTrainingResult trained = FrontTraining.Run(engine, bleached, options.Front, options.StyleLayers, options.Seed, Training(plan), cancellationToken);
        front = trained.Layer;
        unfinished = cancellationToken.IsCancellationRequested;
        measures["noticedWithoutFront"] = trained.Before;
        measures["noticedWithFront"] = trained.After;
    }

    // The layer's turn in a joint training.
    private void TrainOn(Image shown, int level)
    {
        if (options.Front.Schedule != FrontSchedule.Joint || level == 0 || front is null) return;
        FrontTrainingResult trained = FrontTraining.Run(
            engine, bleached, options.Front, options.StyleLayers, options.Seed, (_, _) => { }, cancellationToken, front, Finished(shown));
        cancellationToken.ThrowIfCancellationRequested(); // a resumed run trains anew
        (before, trainedAt, front) = (front, level, trained.Layer);
        engine.Front = front;
        measures[$"noticedAtSize{level + 1}"] = trained.After;
    }

    private Image Finished(Image picture) => options.Luminance ? ColorTransfer.LuminanceOnly(picture).Clipped() : picture;

    private Checkpoint With(Checkpoint checkpoint)
    {
        FrontLayer? now = unfinished ? null : checkpoint.Iteration == 0 && before is not null && trainedAt == checkpoint.Level ? before : front;
        return checkpoint.With(new EasternState
        {
            Options = options,
            Inputs = described,
            Front = FrontLayerState.Of(now),
            Measures = unfinished ? new Dictionary<string, double>() : new Dictionary<string, double>(measures),
        });
    }

    private EasternResult Result(StylizeResult result)
    {
        Image picture = Finished(result.Picture);
        return new EasternResult
        {
            Picture = picture,
            Edges = drawing.Edges,
            Drawing = drawing.Picture,
            Front = front,
            Checkpoint = result.Checkpoint is null ? null : With(result.Checkpoint),
            Report = result.Report with
            {
                Method = "eastern",
                Options = JsonSerializer.SerializeToElement(options, OptionsJson.Default.EasternOptions),
                Inputs = described,
                Weights = new Dictionary<string, double>(result.Report.Weights) { ["edges"] = options.EdgeWeight },
                Measures = measures,
                PictureSha256 = PictureHash.Of(picture.Planar),
            },
        };
    }

    private Action<int, double> Training(StylizePlan plan)
    {
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        return (step, loss) => progress?.Report(new StylizeProgress
        {
            Levels = plan.Levels.Count,
            Width = options.Front.TrainingSide,
            Height = options.Front.TrainingSide,
            Iteration = step,
            Iterations = options.Front.TrainingSteps,
            Done = TrainingShare * step / options.Front.TrainingSteps,
            Row = new LossRow { Iteration = step, Total = loss, Losses = [new LossValue("front", loss, loss)] },
            Elapsed = TimeSpan.FromSeconds(LevelRun.Since(start)),
        });
    }

    // What comes after the training, as the rest of the whole.
    private sealed class Rest(IProgress<StylizeProgress> whole, double before) : IProgress<StylizeProgress>
    {
        public void Report(StylizeProgress value) => whole.Report(value with { Done = before + ((1 - before) * value.Done) });
    }
}
