using System.Diagnostics;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>
/// Trains a task on samples: epochs of steps, after each epoch the held-out loss, the best parameters kept, a checkpoint from time to time. The same
/// seed gives the same bits; so does a run that was killed and goes on from its checkpoint.
/// </summary>
public sealed class TrainingLoop
{
    private readonly ITrainingTask task;
    private readonly ISampleSource source;
    private readonly DataSplit split;
    private readonly TrainingOptions options;
    private readonly List<float> stepLosses = [];
    private readonly List<EpochRow> epochs = [];
    private double[] epochSums = [];
    private float[]? best;
    private long bestEpoch = -1;
    private double? bestLoss;

    /// <summary>Prepares a run.</summary>
    /// <param name="task">What is trained.</param>
    /// <param name="source">The samples.</param>
    /// <param name="split">Which to train on, and which to judge by.</param>
    /// <param name="options">How.</param>
    /// <exception cref="OptionsException">An option does not work.</exception>
    public TrainingLoop(ITrainingTask task, ISampleSource source, DataSplit split, TrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        this.task = task;
        this.source = source;
        this.split = split;
        this.options = options;
    }

    /// <summary>How sessions are made; null: the defaults.</summary>
    public SessionOptions? Session { get; init; }

    /// <summary>The file for checkpoints; null: none are written.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>Told after every step; null: nobody.</summary>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>What a checkpoint of this run has to agree with: the options of run and task, by name.</summary>
    public IReadOnlyDictionary<string, string> Settings
    {
        get
        {
            SortedDictionary<string, string> all = new(StringComparer.Ordinal) { ["held out"] = $"{split.HeldOut.Count} of {split.HeldOut.Count + split.Training.Count}" };
            foreach ((string name, string value) in options.Settings().Concat(task.Settings)) all[name] = value;
            return all;
        }
    }

    /// <summary>
    /// What was otherwise where a checkpoint was made, in sentences: the run goes on, but not to the bits of the run without a stop. ONNX Runtime sums some things by as many parts as it has threads.
    /// </summary>
    public IReadOnlyList<string> Differences(TrainingCheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        using StepSessions sessions = new(Session, options.Plain);
        IReadOnlyDictionary<string, string> now = sessions.Circumstances;
        return [.. checkpoint.Circumstances.Where(then => now.TryGetValue(then.Key, out string? value) && value != then.Value)
            .Select(then => $"The checkpoint was made with {then.Key} {then.Value}, this run has {now[then.Key]}: it goes on, but not to the same bits.")];
    }

    /// <summary>Runs to the end, or until it is cancelled: it then leaves a checkpoint and returns what it has.</summary>
    /// <param name="resume">The checkpoint to go on from; null: from the beginning.</param>
    /// <param name="cancellationToken">Stops the run after the step that is going on.</param>
    /// <exception cref="TrainingCheckpointException">The checkpoint is of other data or options.</exception>
    /// <exception cref="TrainingDivergedException">The loss is not finite.</exception>
    /// <exception cref="OptionsException">There are fewer samples than a batch has.</exception>
    /// <exception cref="OnnxStyleException">A sample or a checkpoint could not be made, or the graph does not run.</exception>
    public TrainingResult Run(TrainingCheckpoint? resume = null, CancellationToken cancellationToken = default)
    {
        BatchOrder order = new(split.Training, options.Batch, options.Seed);
        resume?.Check(task.Name, Settings, source.Fingerprint);
        using StepSessions sessions = new(Session, options.Plain);
        using TrainingStep step = TrainingStep.Create(task, options.Batch, options.Update, sessions);
        Begin(step, resume);
        long total = (long)order.PerEpoch * options.Epochs;
        using HeldOutLoss heldOut = new(task, source, split.HeldOut, options.Batch, step.Result, sessions);
        using BatchLoader loader = new(source, task.Inputs, order, options.Batch, options.Seed, step.Steps, options.Ahead, options.LoaderThreads);
        Stopwatch run = Stopwatch.StartNew(), sinceSaved = Stopwatch.StartNew();
        TrainingEnd end = TrainingEnd.Finished;
        while (step.Steps < total)
        {
            if (NoBetter()) end = TrainingEnd.NoBetter;
            else if (cancellationToken.IsCancellationRequested) end = TrainingEnd.Cancelled;
            else if (options.TimeLimit is TimeSpan limit && run.Elapsed >= limit) end = TrainingEnd.OutOfTime;
            if (end != TrainingEnd.Finished) break;

            double rate = options.LearningRate.At(step.Steps, order.PerEpoch, total);
            loader.Next(step.Inputs, CancellationToken.None);
            step.Run(rate);
            Add(step.Losses);
            if (step.Steps % order.PerEpoch == 0) CloseEpoch(step, order.PerEpoch, rate, heldOut.Run(CancellationToken.None));
            if (CheckpointPath is not null && sinceSaved.Elapsed >= options.CheckpointInterval)
            {
                Checkpoint(step, sessions).Save(CheckpointPath);
                sinceSaved.Restart();
            }

            Progress?.Report(new TrainingProgress(step.Steps, total, (step.Steps - 1) / order.PerEpoch, stepLosses[^1], epochs.Count > 0 ? epochs[^1].HeldOut.Cast<double?>().FirstOrDefault() : null, bestLoss));
        }

        if (CheckpointPath is not null) Checkpoint(step, sessions).Save(CheckpointPath);
        float[] parameters = split.HeldOut.Count > 0 && best is not null ? best : step.Result.Span.ToArray();
        return new TrainingResult(parameters, bestEpoch, bestLoss, step.Steps, end, new TrainingHistory(step.LossNames, [.. stepLosses], [.. epochs]));
    }

    private bool NoBetter() => options.Patience is int patience && split.HeldOut.Count > 0 && epochs.Count - 1 - bestEpoch >= patience && epochs.Count > 0;

    private void Begin(TrainingStep step, TrainingCheckpoint? resume)
    {
        stepLosses.Clear();
        epochs.Clear();
        epochSums = new double[step.LossNames.Count];
        (best, bestEpoch, bestLoss) = (null, -1, null);
        if (resume is null) return;
        step.Restore(resume.Steps, resume.Vectors);
        stepLosses.AddRange(resume.StepLosses);
        epochs.AddRange(resume.Facts.Epochs);
        epochSums = [.. resume.Facts.EpochSums];
        best = resume.Vectors.GetValueOrDefault("best");
        (bestEpoch, bestLoss) = (resume.Facts.BestEpoch, resume.Facts.BestLoss);
    }

    private void Add(IReadOnlyList<float> losses)
    {
        stepLosses.Add(losses[0]);
        for (int i = 0; i < epochSums.Length; i++) epochSums[i] += losses[i];
    }

    private void CloseEpoch(TrainingStep step, int steps, double rate, IReadOnlyList<double> heldOut)
    {
        epochs.Add(new EpochRow(epochs.Count, step.Steps, rate, Array.ConvertAll(epochSums, sum => sum / steps), heldOut));
        Array.Clear(epochSums);
        if (heldOut.Count == 0) bestEpoch = epochs.Count - 1;
        if (heldOut.Count == 0 || !(bestLoss is null || heldOut[0] < bestLoss)) return;
        (best, bestEpoch, bestLoss) = (step.Result.Span.ToArray(), epochs.Count - 1, heldOut[0]);
    }

    private TrainingCheckpoint Checkpoint(TrainingStep step, StepSessions sessions) => TrainingCheckpoint.Of(
        new TrainingFacts
        {
            Task = task.Name,
            Settings = Settings,
            Circumstances = sessions.Circumstances,
            Data = source.Fingerprint,
            Steps = step.Steps,
            BestEpoch = bestEpoch,
            BestLoss = bestLoss,
            EpochSums = epochSums,
            LossNames = [.. step.LossNames],
            Epochs = [.. epochs],
        },
        step,
        best,
        stepLosses);
}
