using OnnxStyle.Tensors;

namespace OnnxStyle.Training.Tests;

/// <summary>Runs of training: the same bits for the same seed, from a checkpoint, and for any number of loading threads.</summary>
public sealed class LoopTests : IDisposable
{
    private static readonly TrainingOptions Options = new()
    {
        Epochs = 4,
        Batch = 4,
        Seed = 7,
        LearningRate = new LearningRate { Rate = 0.02, Kind = ScheduleKind.Cosine, WarmUpSteps = 2 },
        Update = new UpdateOptions { ClipNorm = 1, AverageDecay = 0.5 },
        CheckpointInterval = TimeSpan.Zero,
    };

    private readonly string folder = Directory.CreateTempSubdirectory("training").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 3)]
    public void The_same_seed_gives_the_same_bits_however_many_threads_load(int threads, int ahead)
    {
        TrainingResult one = Loop(Options with { LoaderThreads = 1 }).Run(), other = Loop(Options with { LoaderThreads = threads, Ahead = ahead }).Run();
        Assert.Equal(one.Parameters, other.Parameters);
        Assert.Equal(one.History.StepLosses, other.History.StepLosses);
        Assert.NotEqual(one.Parameters, Loop(Options with { Seed = 8 }).Run().Parameters);
    }

    [Fact]
    public void Training_makes_the_held_out_loss_smaller()
    {
        TrainingResult result = Loop(Options with { Epochs = 30 }).Run();
        Assert.Equal(TrainingEnd.Finished, result.End);
        Assert.Equal(30, result.History.Epochs.Count);
        Assert.Equal(result.History.Epochs.Min(row => row.HeldOut[0]), result.BestLoss);
        Assert.InRange(result.BestLoss!.Value, 0, 0.3 * result.History.Epochs[0].HeldOut[0]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(17)]
    public void A_run_that_was_stopped_goes_on_to_the_same_bits(int stopAfter)
    {
        TrainingResult whole = Loop(Options).Run();
        string path = Path.Combine(folder, "run.checkpoint");
        using CancellationTokenSource stop = new();
        TrainingResult part = Loop(Options, path, new Every(p => { if (p.Step == stopAfter) stop.Cancel(); })).Run(cancellationToken: stop.Token);
        Assert.Equal((TrainingEnd.Cancelled, (long)stopAfter), (part.End, part.Steps));
        TrainingResult rest = Loop(Options, path).Run(TrainingCheckpoint.Load(path));
        Assert.Equal(whole.Parameters, rest.Parameters);
        Assert.Equal(whole.History.StepLosses, rest.History.StepLosses);
        Assert.Equal(whole.History.Epochs.Select(row => row.HeldOut[0]), rest.History.Epochs.Select(row => row.HeldOut[0]));
        Assert.Equal(whole.History.Epochs.Select(row => row.Training[0]), rest.History.Epochs.Select(row => row.Training[0]));
        Assert.Equal(whole.BestEpoch, rest.BestEpoch);
    }

    [Fact]
    public void A_checkpoint_of_another_run_is_refused_with_what_differs()
    {
        string path = Path.Combine(folder, "run.checkpoint");
        Loop(Options with { Epochs = 1 }, path).Run();
        TrainingCheckpoint saved = TrainingCheckpoint.Load(path);
        Assert.Contains("epochs 4", Refusal(Loop(Options)), StringComparison.Ordinal);
        Assert.Contains("batch 2", Refusal(Loop(Options with { Epochs = 1, Batch = 2 })), StringComparison.Ordinal);
        Assert.Contains("Sgd", Refusal(Loop(Options with { Epochs = 1, Update = new UpdateOptions { Kind = UpdateKind.Sgd } })), StringComparison.Ordinal);
        Assert.Contains("other data", Refusal(new TrainingLoop(new TinyTask(), new TinySamples(31, "others"), Split, Options with { Epochs = 1 })), StringComparison.Ordinal);
        TinyTask wide = new() { Settings = new Dictionary<string, string> { ["tiny width"] = "4" } };
        Assert.Contains("tiny width 4", Refusal(new TrainingLoop(wide, new TinySamples(31), Split, Options with { Epochs = 1 })), StringComparison.Ordinal);

        string Refusal(TrainingLoop loop) => Assert.Throws<TrainingCheckpointException>(() => loop.Run(saved)).Message;
    }

    [Fact]
    public void Going_on_with_other_threads_or_convolutions_is_possible_and_said()
    {
        string path = Path.Combine(folder, "run.checkpoint");
        Loop(Options with { TimeLimit = TimeSpan.FromTicks(1) }, path).Run();
        TrainingCheckpoint saved = TrainingCheckpoint.Load(path);
        Assert.Empty(Loop(Options).Differences(saved));
        TrainingLoop others = new(new TinyTask(), new TinySamples(31), Split, Options) { Session = new Runtime.SessionOptions { Threads = 2 } };
        Assert.Equal("The checkpoint was made with threads 1, this run has 2: it goes on, but not to the same bits.", Assert.Single(others.Differences(saved)));
        Assert.Equal(TrainingEnd.Finished, others.Run(saved).End);
        IReadOnlyList<string> plain = Loop(Options with { Plain = true }).Differences(saved);
        Assert.Equal(Operators.WinogradGraph.Pays ? 1 : 0, plain.Count);
        Assert.All(plain, difference => Assert.Contains("convolutions", difference, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(900)]
    [InlineData(-1)]
    public void A_damaged_checkpoint_is_refused(int at)
    {
        string path = Path.Combine(folder, "run.checkpoint");
        Loop(Options with { Epochs = 1 }, path).Run();
        byte[] bytes = File.ReadAllBytes(path);
        if (at < 0) bytes = bytes[..(bytes.Length / 2)];
        else bytes[at] ^= 0x40;
        File.WriteAllBytes(path, bytes);
        Assert.Throws<TrainingCheckpointException>(() => TrainingCheckpoint.Load(path));
        Assert.Throws<TrainingCheckpointException>(() => TrainingCheckpoint.Load(folder));
        Assert.Throws<TrainingCheckpointException>(() => TrainingCheckpoint.Load(Path.Combine(folder, "none")));
    }

    [Fact]
    public void Patience_ends_a_run_that_becomes_no_better()
    {
        TrainingResult result = Loop(Options with { Epochs = 500, Patience = 3, LearningRate = new LearningRate { Rate = 0.5 } }).Run();
        Assert.Equal(TrainingEnd.NoBetter, result.End);
        Assert.Equal(result.BestEpoch + 3, result.History.Epochs.Count - 1);
    }

    [Fact]
    public void A_batch_larger_than_the_samples_is_refused() =>
        Assert.Contains("Batch is 64", Assert.Throws<OptionsException>(() => Loop(Options with { Batch = 64 }).Run()).Message, StringComparison.Ordinal);

    [Fact]
    public void A_sample_that_fails_stops_the_run_with_its_error()
    {
        TrainingLoop loop = new(new TinyTask(), new Failing(), Split, Options) { Session = StepTests.OneThread };
        Assert.Contains("sample", Assert.Throws<OptionsException>(() => loop.Run()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_hold_every_epoch()
    {
        TrainingHistory history = Loop(Options).Run().History;
        string csv = Path.Combine(folder, "losses.csv");
        LossTable.Save(history, csv);
        string[] lines = File.ReadAllLines(csv);
        Assert.Equal("epoch,steps,rate,training_loss,training_largest,training_gradient_norm,held_out_loss,held_out_largest", lines[0]);
        Assert.Equal(5, lines.Length);
        string svg = LossCurve.Draw(history, "a < b");
        Assert.Contains("a &lt; b", svg, StringComparison.Ordinal);
        Assert.Equal(3, svg.Split("<polyline").Length - 1);
    }

    [Fact]
    public void A_split_holds_out_the_same_share_of_every_label()
    {
        string[] labels = [.. Enumerable.Range(0, 100).Select(i => i < 60 ? "a" : i < 90 ? "b" : i < 99 ? "c" : "d")];
        DataSplit split = DataSplit.Stratified(labels, 0.2, 3);
        Assert.Equal([12, 6, 2, 0], new[] { "a", "b", "c", "d" }.Select(label => split.HeldOut.Count(i => labels[i] == label)));
        Assert.Equal(Enumerable.Range(0, 100), split.HeldOut.Concat(split.Training).Order());
        Assert.Equal(split.HeldOut, DataSplit.Stratified(labels, 0.2, 3).HeldOut);
        Assert.NotEqual(split.HeldOut, DataSplit.Stratified(labels, 0.2, 4).HeldOut);
    }

    private static DataSplit Split => DataSplit.Stratified([.. Enumerable.Repeat("", 31)], 0.2, 1);

    private static TrainingLoop Loop(TrainingOptions options, string? checkpoint = null, IProgress<TrainingProgress>? progress = null) =>
        new(new TinyTask(), new TinySamples(31), Split, options) { Session = StepTests.OneThread, CheckpointPath = checkpoint, Progress = progress };

    private sealed class Every(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }

    private sealed class Failing : ISampleSource
    {
        public int Count => 31;

        public string Fingerprint => "";

        public void Load(int sample, bool varied, RandomStream random, IReadOnlyList<Tensor> batch, int place) => throw new OptionsException("sample", ["it fails"]);
    }
}
