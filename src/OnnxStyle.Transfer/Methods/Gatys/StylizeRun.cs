using System.Diagnostics;
using System.Text.Json;
using OnnxStyle.Imaging;
using OnnxStyle.Optimization;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>One run through the pyramid.</summary>
internal sealed class StylizeRun
{
    private readonly PaintEngine engine;
    private readonly StylizeOptions options;
    private readonly StylizeInputs inputs;
    private readonly IProgress<StylizeProgress>? progress;
    private readonly ISnapshotSink? snapshots;
    private readonly CancellationToken cancellationToken;
    private readonly StylizeRecipe recipe;
    private readonly PreparedPictures pictures;
    private readonly StylizePlan plan;
    private readonly LevelTerms terms;
    private readonly RunAdditions additions;
    private readonly Optimizer optimizer;
    private readonly IReadOnlyList<InputPicture> described;
    private readonly List<LossRow> log = [];
    private readonly List<LevelReport> levels = [];
    private readonly List<string> notes;
    private readonly RunClock clock = new();
    private double workBefore;
    private int level;
    private LevelState state;

    /// <param name="engine">Runs the graphs.</param>
    /// <param name="options">The options.</param>
    /// <param name="inputs">The pictures.</param>
    /// <param name="progress">Told after each iteration.</param>
    /// <param name="snapshots">Takes pictures on the way.</param>
    /// <param name="notes">Remarks so far; more are added.</param>
    /// <param name="cancellationToken">Ends the run early.</param>
    /// <param name="additions">What a method adds; null: nothing.</param>
    public StylizeRun(
        PaintEngine engine, StylizeOptions options, StylizeInputs inputs, IProgress<StylizeProgress>? progress, ISnapshotSink? snapshots, List<string> notes, CancellationToken cancellationToken,
        RunAdditions? additions = null)
    {
        this.additions = additions ?? new RunAdditions();
        this.engine = engine;
        this.options = options;
        this.inputs = inputs;
        this.progress = progress;
        this.snapshots = snapshots;
        this.notes = notes;
        this.cancellationToken = cancellationToken;
        recipe = StylizeRecipe.For(options, engine.Encoder.Card);
        plan = StylizePlan.Of(options, engine.Encoder, inputs.Content, inputs.Styles);
        pictures = new PreparedPictures(options, inputs);
        terms = new LevelTerms(engine, options, recipe, inputs, pictures);
        optimizer = Optimizers.Create(options.Optimizer, options.Engine.Threads, options.NormalizeGradients);
        described = inputs.Describe();
        state = NewState(pictures.Start(plan.Levels[0].Width, plan.Levels[0].Height));
    }

    private PlannedLevel Planned => plan.Levels[level];

    private double Done => (workBefore + ((double)Planned.Width * Planned.Height * state.Iteration)) / plan.Work;

    public StylizeResult Run(Checkpoint? resume)
    {
        if (resume is not null) Restore(resume);
        while (true)
        {
            bool cancelled = RunLevel();
            if (cancelled) return Result(Capture());
            if (level == plan.Levels.Count - 1) return Result(null);
            EnterNextLevel();
        }
    }

    private LevelState NewState(Image picture)
    {
        PreparedPictures.Restore(picture.Planar, pictures.Frozen(picture.Width, picture.Height), PreparedPictures.Sized(pictures.Content, picture.Width, picture.Height));
        return new LevelState(picture.Planar, Optimizers.Average(options.Optimizer, picture.Planar.Length)) { KeepsLast = additions.KeepsLast };
    }

    private bool RunLevel()
    {
        long prepared = Stopwatch.GetTimestamp(), evaluations = optimizer.Evaluations;
        int before = state.Iteration;
        Report(null);
        IReadOnlyList<IOutsideTerm> outside = [];
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (state.Iteration == 0) additions.BeforeLevel?.Invoke(new Image(Planned.Width, Planned.Height, state.Shown()).Clipped(), level);
            IReadOnlyList<BoundTerm> bound = [.. terms.Bind(Planned, notes, cancellationToken), .. additions.Terms?.Invoke(Planned) ?? []];
            outside = additions.Outside?.Invoke(Planned) ?? [];
            LossGraph graph = LossGraph.Build(engine, new Shape(1, 3, Planned.Height, Planned.Width), options.Convention, bound, options.NormalizeGradients);
            using PictureObjective objective = new(engine, graph, pictures.Frozen(Planned.Width, Planned.Height), cancellationToken, outside);
            double prepareSeconds = LevelRun.Since(prepared);
            engine.Profile?.Did($"targets, graph and session of {Planned.Width} x {Planned.Height} pixels", "host", prepared);
            long run = Stopwatch.GetTimestamp();
            string ended = LevelRun.Run(objective, optimizer, state, level, Planned.Iterations, options.StopBelow, log, AfterEach, cancellationToken);
            levels.Add(new LevelReport
            {
                Width = Planned.Width,
                Height = Planned.Height,
                Iterations = state.Iteration - before,
                Evaluations = optimizer.Evaluations - evaluations,
                PrepareSeconds = prepareSeconds,
                RunSeconds = LevelRun.Since(run),
                Ended = ended,
            });
            return ended == "cancelled";
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            levels.Add(new LevelReport { Width = Planned.Width, Height = Planned.Height, PrepareSeconds = LevelRun.Since(prepared), Ended = "cancelled" });
            return true;
        }
        finally
        {
            foreach (IOutsideTerm term in outside) term.Dispose();
        }
    }

    private void EnterNextLevel()
    {
        workBefore += (double)Planned.Width * Planned.Height * Planned.Iterations;
        int width = Planned.Width, height = Planned.Height;
        Image shown = new(width, height, state.Shown());
        level++;
        int newWidth = Planned.Width, newHeight = Planned.Height;
        state = NewState(additions.Enlarge?.Invoke(shown.Clipped(), Planned) ?? ImageResize.Resize(shown.Clipped(), newWidth, newHeight, Resampling.Bicubic));
        optimizer.Resample(
            state.X.Length,
            values => ImageResize.Planar(values, 3, width, height, newWidth, newHeight, Resampling.Bicubic),
            values => ImageResize.Planar(values, 3, width, height, newWidth, newHeight, Resampling.Linear));
    }

    private void AfterEach(LossRow row)
    {
        StylizeProgress now = Report(row);
        if (snapshots is null || options.SnapshotEvery == 0 || state.Iteration % options.SnapshotEvery != 0) return;
        snapshots.Take(now, pictures.Finish(state.Shown(), Planned.Width, Planned.Height), Capture);
    }

    private StylizeProgress Report(LossRow? row)
    {
        double done = Done;
        StylizeProgress now = new()
        {
            Level = level,
            Levels = plan.Levels.Count,
            Width = Planned.Width,
            Height = Planned.Height,
            Iteration = state.Iteration,
            Iterations = Planned.Iterations,
            Done = done,
            Row = row,
            Elapsed = TimeSpan.FromSeconds(clock.Elapsed),
            Remaining = row is null ? null : clock.Remaining(done),
        };
        progress?.Report(now);
        return now;
    }

    private Checkpoint Capture() => new(
        new CheckpointFacts
        {
            Options = options,
            Inputs = described,
            EncoderSha256 = engine.EncoderSha256,
            Level = level,
            Iteration = state.Iteration,
            Width = Planned.Width,
            Height = Planned.Height,
            BestLoss = state.BestLoss,
            Seconds = clock.Elapsed,
            Levels = [.. levels],
            Log = [.. log],
            Notes = [.. notes],
        },
        (float[])state.X.Clone(),
        (float[])state.Best.Clone(),
        optimizer.Capture(),
        state.Average?.Capture());

    private void Restore(Checkpoint resume)
    {
        resume.CheckInputs(described, engine.EncoderSha256);
        CheckpointFacts facts = resume.Facts;
        if (facts.Strotss is not null) throw new CheckpointException("of another method", "one of stylize", "one of strotss");
        if (facts.Level < 0 || facts.Level >= plan.Levels.Count || plan.Levels[facts.Level].Width != facts.Width || plan.Levels[facts.Level].Height != facts.Height)
            throw new CheckpointException("of another pyramid", $"level {facts.Level} of {facts.Width} x {facts.Height} pixels", $"{plan.Levels.Count} levels: {string.Join(", ", plan.Levels.Select(l => $"{l.Width} x {l.Height}"))}");
        for (level = 0; level < facts.Level; level++) workBefore += (double)Planned.Width * Planned.Height * Planned.Iterations;
        state = new LevelState((float[])resume.Point.Clone(), Optimizers.Average(options.Optimizer, resume.Point.Length)) { Iteration = facts.Iteration, BestLoss = facts.BestLoss, KeepsLast = additions.KeepsLast };
        resume.Best.CopyTo(state.Best, 0);
        if (resume.AverageState is not null) state.Average?.Restore(resume.AverageState);
        optimizer.Restore(resume.OptimizerState);
        clock.GoOnFrom(Done, facts.Seconds);
        log.AddRange(facts.Log);
        levels.AddRange(facts.Levels);
    }

    private StylizeResult Result(Checkpoint? checkpoint)
    {
        Image picture = pictures.Finish(state.Shown(), Planned.Width, Planned.Height);
        return new StylizeResult
        {
            Picture = picture,
            Checkpoint = checkpoint,
            Report = new RunReport
            {
                Method = "stylize",
                Options = JsonSerializer.SerializeToElement(options, OptionsJson.Default.StylizeOptions),
                Inputs = described,
                EncoderName = engine.Encoder.Name,
                EncoderSha256 = engine.EncoderSha256,
                Versions = VersionFacts.All(),
                Weights = new Dictionary<string, double>
                {
                    ["content"] = recipe.ContentWeight,
                    ["style"] = recipe.StyleWeight,
                    ["totalVariation"] = recipe.TotalVariationWeight,
                    ["learningRate"] = recipe.LearningRate,
                },
                Levels = [.. levels],
                Final = log.Where(row => row.Level == level).MinBy(row => row.Total),
                Log = [.. log],
                Notes = [.. notes],
                Cancelled = checkpoint is not null,
                Seconds = clock.Elapsed,
                PictureSha256 = PictureHash.Of(picture.Planar),
            },
        };
    }
}
