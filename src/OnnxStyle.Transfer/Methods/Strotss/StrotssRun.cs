using System.Diagnostics;
using System.Text.Json;
using OnnxStyle.Imaging;
using OnnxStyle.Optimization;

namespace OnnxStyle.Transfer;

/// <summary>One run through the scales.</summary>
internal sealed class StrotssRun
{
    private const double FirstContentWeight = 16;
    private const int Drawings = 8; // of the final score
    private const double WorkOfRegion = 1e10; // the samples of a region take as long in every scale: as so many multiply-adds of the encoder, by whole runs at 256 and 512 pixels
    private readonly PaintEngine engine;
    private readonly StrotssOptions options;
    private readonly StrotssInputs inputs;
    private readonly IProgress<StylizeProgress>? progress;
    private readonly ISnapshotSink? snapshots;
    private readonly CancellationToken cancellationToken;
    private readonly IReadOnlyList<(int Width, int Height)> sizes;
    private readonly RegionPlan plan;
    private readonly string deepest;
    private readonly IReadOnlyList<InputPicture> described;
    private readonly List<string> notes = [];
    private readonly List<LossRow> log = [];
    private readonly List<LevelReport> levels = [];
    private readonly RunClock clock = new();
    private readonly Dictionary<string, double> measures = [];
    private int level;
    private LaplacianPyramid pyramid;
    private LevelState state;
    private RmsProp optimizer;

    public StrotssRun(
        PaintEngine engine, StrotssOptions options, StrotssInputs inputs, IProgress<StylizeProgress>? progress, ISnapshotSink? snapshots, CancellationToken cancellationToken)
    {
        (this.engine, this.options, this.inputs, this.progress, this.snapshots, this.cancellationToken) = (engine, options, inputs, progress, snapshots, cancellationToken);
        (int width, int height) = ImageResize.FitLongSide(inputs.Content.Width, inputs.Content.Height, options.LongSide);
        sizes = Scales(width, height, options.SmallestSide);
        plan = RegionPlan.Of(inputs, options.SmallestRegion, notes);
        deepest = engine.Deepest(options.Layers)!; // one at least, say the options
        described = inputs.Describe();
        optimizer = NewOptimizer();
        pyramid = new LaplacianPyramid(sizes[0].Width, sizes[0].Height, options.AsPublished);
        state = new LevelState(pyramid.Split(FirstPicture()), null);
    }

    private double ContentWeight => FirstContentWeight * options.Alpha / (1 << level);

    public StrotssResult Run(Checkpoint? resume)
    {
        if (resume is not null) Restore(resume);
        while (true)
        {
            if (RunLevel()) return Result(cancelled: true);
            if (level == sizes.Count - 1) return Result(cancelled: false);
            EnterNextLevel();
        }
    }

    // Each scale half of the next. The deepest layer needs 16 pixels; the authors' features collapse below 32.
    internal static IReadOnlyList<(int Width, int Height)> Scales(int width, int height, int smallest)
    {
        const int ShortSide = 32;
        int least = Math.Max(smallest, (int)Math.Ceiling(ShortSide * Math.Max(width, height) / (double)Math.Min(width, height)));
        return ImagePyramid.Sizes(width, height, least, 2);
    }

    private static Image Sized(Image picture, (int Width, int Height) size) => ImageResize.Resize(picture, size.Width, size.Height).Clipped();

    // The authors' start: the mean colour of the style under the fine detail of the content.
    private float[] FirstPicture()
    {
        (int width, int height) = sizes[0];
        float[] picture = pyramid.Detail(Sized(inputs.Content, sizes[0]).Planar);
        for (int c = 0; c < 3; c++)
        {
            double mean = 0;
            foreach (float value in inputs.Style.Channel(c)) mean += value;
            mean /= inputs.Style.PixelCount;
            for (int i = 0; i < width * height; i++) picture[(c * width * height) + i] += (float)mean;
        }

        return picture;
    }

    private void EnterNextLevel()
    {
        (int width, int height) before = sizes[level], after = sizes[level + 1];
        float[] now = new float[3 * before.width * before.height], larger = new float[3 * after.width * after.height];
        pyramid.Merge(state.X, now);
        new BilinearMap(before.width, before.height, after.width, after.height, options.AsPublished).Apply(now, larger);
        level++;
        pyramid = new LaplacianPyramid(after.width, after.height, options.AsPublished);
        if (level < sizes.Count - 1)
        {
            float[] detail = pyramid.Detail(Sized(inputs.Content, after).Planar);
            for (int i = 0; i < larger.Length; i++) larger[i] += detail[i];
        }

        state = new LevelState(pyramid.Split(larger), null);
        optimizer = NewOptimizer();
    }

    private RmsProp NewOptimizer()
    {
        bool last = level == sizes.Count - 1 && sizes.Count > 1;
        return new RmsProp(new RmsPropOptions { LearningRate = last ? options.LearningRate / 2 : options.LearningRate, Momentum = 0, Alpha = 0.99, Epsilon = 1e-8 });
    }

    private bool RunLevel()
    {
        long prepared = Stopwatch.GetTimestamp(), evaluations = optimizer.Evaluations;
        int before = state.Iteration;
        Report(null);
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            using StrotssObjective objective = Objective();
            double prepareSeconds = LevelRun.Since(prepared);
            long run = Stopwatch.GetTimestamp();
            string ended = LevelRun.Run(objective, optimizer, state, level, options.Iterations, 0, log, AfterEach, cancellationToken);
            levels.Add(new LevelReport
            {
                Width = sizes[level].Width,
                Height = sizes[level].Height,
                Iterations = state.Iteration - before,
                Evaluations = optimizer.Evaluations - evaluations,
                PrepareSeconds = prepareSeconds,
                RunSeconds = LevelRun.Since(run),
                Ended = ended,
            });
            if (ended == "cancelled") return true;
            if (level == sizes.Count - 1) Measure(objective);
            return false;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            levels.Add(new LevelReport { Width = sizes[level].Width, Height = sizes[level].Height, PrepareSeconds = LevelRun.Since(prepared), Ended = "cancelled" });
            return true;
        }
    }

    private StrotssObjective Objective()
    {
        (int styleWidth, int styleHeight) = ImageResize.FitLongSide(inputs.Style.Width, inputs.Style.Height, Math.Max(sizes[level].Width, sizes[level].Height));
        StyleMaps content = StyleMaps.Of(engine, Sized(inputs.Content, sizes[level]), options.Layers, cancellationToken);
        StyleMaps style = StyleMaps.Of(engine, Sized(inputs.Style, (styleWidth, styleHeight)), options.Layers, cancellationToken);
        IReadOnlyList<SampledRegion> found = plan.At(sizes[level].Width, sizes[level].Height, styleWidth, styleHeight);
        string lost = $"at {sizes[level].Width} x {sizes[level].Height} pixels {plan.Count - found.Count} of {plan.Count} regions have no pixel left";
        if (found.Count < plan.Count && !notes.Contains(lost)) notes.Add(lost);
        IReadOnlyList<RegionSamples> regions = RegionSamples.Of(
            found, options, inputs.Points, (inputs.Content.Width, inputs.Content.Height), sizes[level], (inputs.Style.Width, inputs.Style.Height), (styleWidth, styleHeight));
        StrotssGraph graph = new(engine, options, content, style, regions, ContentWeight);
        return new StrotssObjective(engine, graph, pyramid, regions, options, level, cancellationToken) { Evaluation = () => optimizer.Evaluations };
    }

    private void Measure(StrotssObjective objective)
    {
        IReadOnlyList<LossValue> losses = objective.Score(Shown().Planar, Drawings);
        foreach (LossValue loss in losses) measures[loss.Name == "content" ? "selfSimilarity" : loss.Name] = loss.Value;
        measures["style"] = losses.Where(loss => loss.Name != "content").Sum(loss => loss.Value);
    }

    private Image Shown()
    {
        Image picture = new(sizes[level].Width, sizes[level].Height);
        pyramid.Merge(state.X, picture.Planar);
        return picture.Clipped();
    }

    private void AfterEach(LossRow row)
    {
        StylizeProgress now = Report(row);
        if (snapshots is null || options.SnapshotEvery == 0 || state.Iteration % options.SnapshotEvery != 0) return;
        snapshots.Take(now, Shown(), Capture);
    }

    private double Done()
    {
        double Work(int of) => (3 * engine.Encoder.MultiplyAdds(sizes[of].Height, sizes[of].Width, deepest)) + (plan.Count * WorkOfRegion);
        double whole = Enumerable.Range(0, sizes.Count).Sum(Work), before = Enumerable.Range(0, level).Sum(Work);
        return (before + (Work(level) * state.Iteration / options.Iterations)) / whole;
    }

    private StylizeProgress Report(LossRow? row)
    {
        double done = Done();
        StylizeProgress now = new()
        {
            Level = level,
            Levels = sizes.Count,
            Width = sizes[level].Width,
            Height = sizes[level].Height,
            Iteration = state.Iteration,
            Iterations = options.Iterations,
            Done = done,
            Row = row,
            Elapsed = TimeSpan.FromSeconds(clock.Elapsed),
            Remaining = row is null ? null : clock.Remaining(done),
        };
        progress?.Report(now);
        return now;
    }

    private Checkpoint Capture()
    {
        float[] point = (float[])state.X.Clone();
        return new Checkpoint(
            new CheckpointFacts
            {
                Strotss = options,
                Inputs = described,
                EncoderSha256 = engine.EncoderSha256,
                Level = level,
                Iteration = state.Iteration,
                Width = sizes[level].Width,
                Height = sizes[level].Height,
                Variables = point.Length,
                BestLoss = state.BestLoss,
                Seconds = clock.Elapsed,
                Levels = [.. levels],
                Log = [.. log],
                Notes = [.. notes],
            },
            point,
            point,
            optimizer.Capture(),
            null);
    }

    private void Restore(Checkpoint resume)
    {
        resume.CheckInputs(described, engine.EncoderSha256);
        CheckpointFacts facts = resume.Facts;
        if (facts.Level < 0 || facts.Level >= sizes.Count || sizes[facts.Level] != (facts.Width, facts.Height))
            throw new CheckpointException("of other scales", $"scale {facts.Level} of {facts.Width} x {facts.Height} pixels", string.Join(", ", sizes.Select(size => $"{size.Width} x {size.Height}")));
        level = facts.Level;
        pyramid = new LaplacianPyramid(facts.Width, facts.Height, options.AsPublished);
        if (pyramid.Length != resume.Point.Length) throw new CheckpointException("of another pyramid", $"{pyramid.Length} variables", $"{resume.Point.Length}");
        state = new LevelState((float[])resume.Point.Clone(), null) { Iteration = facts.Iteration, BestLoss = facts.BestLoss };
        optimizer = NewOptimizer();
        optimizer.Restore(resume.OptimizerState);
        clock.GoOnFrom(Done(), facts.Seconds);
        log.AddRange(facts.Log);
        levels.AddRange(facts.Levels);
        notes.AddRange(facts.Notes.Except(notes));
    }

    private StrotssResult Result(bool cancelled)
    {
        Image picture = Shown();
        return new StrotssResult
        {
            Picture = picture,
            Checkpoint = cancelled ? Capture() : null,
            Report = new RunReport
            {
                Method = "strotss",
                Options = JsonSerializer.SerializeToElement(options, OptionsJson.Default.StrotssOptions),
                Inputs = described,
                EncoderName = engine.Encoder.Name,
                EncoderSha256 = engine.EncoderSha256,
                Versions = VersionFacts.All(),
                Weights = new Dictionary<string, double> { ["content"] = ContentWeight, ["style"] = 1, ["learningRate"] = optimizer.LearningRate },
                Levels = [.. levels],
                Final = log.LastOrDefault(),
                Log = [.. log],
                Measures = measures,
                Notes = [.. notes],
                Cancelled = cancelled,
                Seconds = clock.Elapsed,
                PictureSha256 = PictureHash.Of(picture.Planar),
            },
        };
    }
}
