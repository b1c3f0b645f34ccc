using System.CommandLine;
using System.Globalization;
using OnnxStyle.Runtime;
using OnnxStyle.Training;

namespace OnnxStyle.Cli.Parsing;

/// <summary>The options of a run of training, for every command that trains in epochs of batches.</summary>
internal sealed class TrainingOptionSet
{
    private static readonly TrainingOptions Defaults = new();
    private static readonly (string, UpdateKind)[] Updates = [("adam", UpdateKind.Adam), ("adamw", UpdateKind.AdamW), ("sgd", UpdateKind.Sgd)];
    private static readonly (string, ScheduleKind)[] Schedules = [("constant", ScheduleKind.Constant), ("step", ScheduleKind.Step), ("cosine", ScheduleKind.Cosine)];
    private readonly TrainingOptions defaults;
    private readonly Option<int?> epochs;
    private readonly Option<int?> batch;
    private readonly Option<int?> seed = Words.Whole("--seed", "N", $"Where all randomness starts; the same number gives the same weights. [default: {Defaults.Seed}]");
    private readonly Option<double?> rate;
    private readonly Option<ScheduleKind?> schedule;
    private readonly Option<int?> warmUp;
    private readonly Option<UpdateKind?> optimizer;
    private readonly Option<double?> momentum = Words.Number("--momentum", "X", $"sgd: the memory of the velocity, 0 to below 1. [default: {Defaults.Update.Momentum}]");
    private readonly Option<bool> nesterov = new("--nesterov") { Description = "sgd: look ahead along the velocity." };
    private readonly Option<double?> decay = Words.Number("--weight-decay", "X", "How strongly filters are drawn towards 0. [default: 0]");
    private readonly Option<double?> clip;
    private readonly Option<double?> average = Words.Number("--ema", "X", "Keep a running average of the weights with this memory, such as 0.999, and take that. [default: none]");
    private readonly Option<int?> patience = Words.Whole("--patience", "EPOCHS", "End when the held-out loss was no better for so many epochs. [default: never]");
    private readonly Option<double?> minutes = Words.Number("--minutes", "X", "End after this time; `--resume` goes on. [default: no limit]");
    private readonly Option<double?> interval = Words.Number("--checkpoint-minutes", "X", $"The most minutes between two checkpoints. [default: {Defaults.CheckpointInterval.TotalMinutes}]");
    private readonly Option<string?> resume = Words.Text("--resume", "FILE", "Go on from a checkpoint, with the same data and options, to the same bits as without the stop.");
    private readonly Option<string?> provider = Words.Text("--provider", "NAME", $"ONNX Runtime's provider; `onnxstyle doctor` lists them. Never replaced silently. [default: {new SessionOptions().Provider}]");
    private readonly Option<int?> threads = Words.Whole("--threads", "N", "Threads of ONNX Runtime; 0: one for each processor. [default: 0]");
    private readonly Option<bool> plain = new("--plain") { Description = "On the processor: run ONNX Runtime's own convolutions instead of ours, which are faster. [default: off]" };

    /// <summary>Makes the options.</summary>
    /// <param name="defaults">What holds where nothing is said.</param>
    /// <param name="withoutEpochs">What a command makes with <c>--epochs 0</c>; null: it refuses that.</param>
    public TrainingOptionSet(TrainingOptions defaults, string? withoutEpochs = null)
    {
        this.defaults = defaults;
        epochs = Words.Whole("--epochs", "N", $"Passes over all pictures{(withoutEpochs is null ? "" : $"; 0: {withoutEpochs}")}. [default: {defaults.Epochs}]");
        batch = Words.Whole("--batch", "N", $"Pictures in a step, 1 to 4096. [default: {defaults.Batch}]");
        rate = Words.Number("--learning-rate", "X", $"The length of a step. [default: {defaults.LearningRate.Rate}]");
        schedule = Words.Choice("--schedule", Schedules, $"The learning rate stays, falls tenfold every {Defaults.LearningRate.EpochsPerStep} epochs, or falls to 0 along a cosine. [default: {Words.Of(Schedules, defaults.LearningRate.Kind)}]");
        warmUp = Words.Whole("--warm-up", "STEPS", $"Steps over which the learning rate rises from 0. [default: {defaults.LearningRate.WarmUpSteps}]");
        clip = Words.Number("--clip-norm", "X", string.Create(CultureInfo.InvariantCulture, $"The longest gradient over all weights; a longer one is shortened. [default: {(defaults.Update.ClipNorm is double most ? most : "any")}]"));
        optimizer = Words.Choice("--optimizer", Updates, $"The rule of a step. [default: {Words.Of(Updates, defaults.Update.Kind)}]");
    }

    public void AddTo(Command command)
    {
        foreach (Option option in new Option[] { epochs, batch, seed, rate, schedule, warmUp, optimizer, momentum, nesterov, decay, clip, average, patience, minutes, interval, resume, provider, threads, plain }) command.Add(option);
    }

    /// <summary>The checkpoint to go on from, or null.</summary>
    public string? Resume(ParseResult parsed) => parsed.GetValue(resume);

    public TrainingOptions Bind(ParseResult parsed) => defaults with
    {
        Epochs = parsed.GetValue(epochs) ?? defaults.Epochs,
        Batch = parsed.GetValue(batch) ?? defaults.Batch,
        Seed = parsed.GetValue(seed) ?? defaults.Seed,
        LearningRate = defaults.LearningRate with
        {
            Rate = parsed.GetValue(rate) ?? defaults.LearningRate.Rate,
            Kind = parsed.GetValue(schedule) ?? defaults.LearningRate.Kind,
            WarmUpSteps = parsed.GetValue(warmUp) ?? defaults.LearningRate.WarmUpSteps,
        },
        Update = defaults.Update with
        {
            Kind = parsed.GetValue(optimizer) ?? defaults.Update.Kind,
            Momentum = parsed.GetValue(momentum) ?? defaults.Update.Momentum,
            Nesterov = parsed.GetValue(nesterov),
            WeightDecay = parsed.GetValue(decay) ?? defaults.Update.WeightDecay,
            ClipNorm = parsed.GetValue(clip) ?? defaults.Update.ClipNorm,
            AverageDecay = parsed.GetValue(average) ?? defaults.Update.AverageDecay,
        },
        Plain = parsed.GetValue(plain),
        Patience = parsed.GetValue(patience) ?? defaults.Patience,
        TimeLimit = parsed.GetValue(minutes) is double time ? TimeSpan.FromMinutes(time) : defaults.TimeLimit,
        CheckpointInterval = parsed.GetValue(interval) is double between ? TimeSpan.FromMinutes(between) : defaults.CheckpointInterval,
    };

    public SessionOptions Session(ParseResult parsed) => new()
    {
        Provider = parsed.GetValue(provider) ?? new SessionOptions().Provider,
        Threads = parsed.GetValue(threads) ?? 0,
    };
}
