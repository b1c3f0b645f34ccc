using OnnxStyle.Networks;
using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>Trains the last blocks of an encoder on, together with the head, from where the fit of the head alone ended.</summary>
/// <param name="encoder">The encoder as it was.</param>
/// <param name="cut">What is trained of it.</param>
/// <param name="features">What the head alone was fitted to.</param>
/// <param name="maps">Rows as <see cref="TailCut.Append"/> makes them, of the same pictures.</param>
/// <param name="mirrored">The same of the mirrored pictures; null: they are not used.</param>
/// <param name="options">The options of the classifier.</param>
/// <param name="runtime">How sessions are made.</param>
/// <param name="progress">How far it is.</param>
internal sealed class FineTuning(
    Encoder encoder, TailCut cut, FeatureTable features, FeatureTable maps, FeatureTable? mirrored, ClassifierOptions options, SessionOptions runtime, IProgress<ClassifierProgress>? progress)
{
    /// <summary>Trains once; what is not better on the validation part than the head alone is not kept.</summary>
    /// <param name="split">The parts.</param>
    /// <param name="l2">How strongly the head alone was held. It is fitted again, to the training part only: the start has not seen the validation part.</param>
    /// <param name="cancellationToken">Stops; a checkpoint stays where the options name a file.</param>
    /// <exception cref="TrainingCheckpointException">The checkpoint to go on from is of other data or options.</exception>
    public (Encoder Encoder, FittedHead Head, FineTuneResult Result) Run(ClassSplit split, double l2, CancellationToken cancellationToken)
    {
        FineTuneOptions how = options.FineTune;
        TrainingCheckpoint? resume = how.Resume is null ? null : TrainingCheckpoint.Load(how.Resume);
        Round round = new(this, split, l2, cancellationToken);
        (TrainingResult trained, IReadOnlyList<string> differences) = round.Train("fine-tuning", how.Checkpoint, resume, cancellationToken);
        (bool kept, float[] parameters) = round.Better(trained);
        ClassifierMetrics test = new(maps.Labels, maps.ClassesOf(split.Test), round.Called(split.Test, parameters));
        (Encoder better, FittedHead head) = round.Task.Finish(parameters);
        return (better, head, new FineTuneResult(how.Blocks, round.Task.Parameters.Length, round.Before, trained.BestLoss ?? round.Before, kept, [.. trained.History.Epochs.Select(epoch => (epoch.Training[0], epoch.HeldOut[0]))], test)
        {
            Differences = differences,
        });
    }

    /// <summary>Trains once for each fold, with that fold for judging; a picture is called what the head alone calls it where that stays.</summary>
    /// <param name="folds">What the head alone did in each fold.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>How all pictures were called, and in how many folds training was kept.</returns>
    public (ClassifierMetrics Metrics, int Kept) CrossValidate(IReadOnlyList<JudgedFold> folds, CancellationToken cancellationToken)
    {
        int[] called = new int[maps.Rows.Count];
        int keptFolds = 0;
        for (int i = 0; i < folds.Count; i++)
        {
            JudgedFold fold = folds[i];
            int[] rest = [.. Enumerable.Range(0, called.Length).Except(fold.Rows)];
            ClassSplit inner = ClassSplit.Stratified(maps.ClassesOf(rest), options.Validation, 0, options.Seed);
            Round round = new(this, new ClassSplit([.. inner.Training.Select(row => rest[row])], [.. inner.Validation.Select(row => rest[row])], fold.Rows), fold.L2, cancellationToken);
            (bool kept, float[] parameters) = round.Better(round.Train($"fine-tuning fold {i + 1} of {folds.Count}", null, null, cancellationToken).Result);
            if (kept) keptFolds++;
            foreach ((int row, int label) in fold.Rows.Zip(kept ? round.Called(fold.Rows, parameters) : fold.Called)) called[row] = label;
        }

        return (new ClassifierMetrics(maps.Labels, maps.Classes, called), keptFolds);
    }

    /// <summary>One fit of the head and the training after it.</summary>
    private sealed class Round
    {
        private readonly FineTuning owner;
        private readonly ClassSplit split;
        private readonly FineTuneSamples samples;

        public Round(FineTuning owner, ClassSplit split, double l2, CancellationToken cancellationToken)
        {
            (this.owner, this.split) = (owner, split);
            ClassifierOptions options = owner.Options;
            FittedHead start = new HeadTraining(owner.Features, options.Head with { L2 = [l2], Folds = 0 }, options.Seed, owner.Runtime).Train(split.Training, [], cancellationToken).Head;
            Task = new FineTuneTask(owner.Encoder, options.Features, owner.Cut, start, [.. owner.Maps.Blocks.SkipLast(1)]);
            int[] classes = owner.Maps.ClassesOf(split.Training);
            int labels = owner.Maps.Labels.Count;
            double[] weights = [.. Enumerable.Range(0, labels).Select(k => options.Head.Balanced ? classes.Length / (double)(labels * Math.Max(1, classes.Count(one => one == k))) : 1)];
            samples = new FineTuneSamples(owner.Maps, owner.Mirrored, weights);
            using StepSessions sessions = new(owner.Runtime, options.Plain);
            using HeldOutLoss first = new(Task, samples, split.Validation, options.FineTune.Batch, Task.Parameters.InitialVector(), sessions);
            Before = first.Run(cancellationToken)[0];
        }

        public FineTuneTask Task { get; }

        /// <summary>The cross-entropy on the validation part before the first step.</summary>
        public double Before { get; }

        public (TrainingResult Result, IReadOnlyList<string> Differences) Train(string doing, string? checkpoint, TrainingCheckpoint? resume, CancellationToken cancellationToken)
        {
            FineTuneOptions how = owner.Options.FineTune;
            TrainingLoop loop = new(Task, samples, new DataSplit(split.Training, split.Validation), new TrainingOptions
            {
                Epochs = how.Epochs,
                Batch = Math.Min(how.Batch, split.Training.Count),
                Seed = (int)(owner.Options.Seed % int.MaxValue),
                LearningRate = new LearningRate { Kind = ScheduleKind.Cosine, Rate = how.LearningRate },
                Update = new UpdateOptions { Kind = UpdateKind.AdamW, WeightDecay = how.WeightDecay },
                Patience = how.Patience,
                Plain = owner.Options.Plain,
            })
            {
                Session = owner.Runtime,
                CheckpointPath = checkpoint,
                Progress = owner.Progress is null ? null : new Relay(owner.Progress, doing),
            };
            IReadOnlyList<string> differences = resume is null ? [] : loop.Differences(resume);
            TrainingResult trained = loop.Run(resume, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            return (trained, differences);
        }

        public (bool Kept, float[] Parameters) Better(TrainingResult trained) =>
            trained.BestLoss < Before ? (true, trained.Parameters) : (false, Task.Parameters.InitialVector().Span.ToArray());

        public int[] Called(IReadOnlyList<int> rows, float[] parameters)
        {
            GraphBuilder graph = new("judge");
            IReadOnlyDictionary<string, Value> constants = Task.Parameters.Constants(graph, parameters);
            Dictionary<string, Value> batch = Task.Inputs.ToDictionary(input => input.Name, input => graph.Input(input.Name, input.Of(1)));
            graph.Output(Task.Logits(graph, constants, batch), "logits");
            using Session session = Session.Create(graph.Build(), owner.Runtime);
            Tensor[] tensors = [.. Task.Inputs.Select(input => (Tensor)new Tensor<float>(input.Of(1)))];
            Tensor<float> logits = new(new Shape(1, samples.Classes));
            foreach ((BatchInput input, Tensor tensor) in Task.Inputs.Zip(tensors))
                if (session.Inputs.Any(one => one.Name == input.Name)) session.BindInput(input.Name, tensor);
            session.BindOutput("logits", logits);
            return [.. rows.Select(row =>
            {
                samples.Load(row, varied: false, default, tensors, 0);
                session.Run();
                float[] found = logits.Span.ToArray();
                return Array.IndexOf(found, found.Max());
            })];
        }
    }

    private Encoder Encoder => encoder;

    private TailCut Cut => cut;

    private FeatureTable Features => features;

    private FeatureTable Maps => maps;

    private FeatureTable? Mirrored => mirrored;

    private ClassifierOptions Options => options;

    private SessionOptions Runtime => runtime;

    private IProgress<ClassifierProgress>? Progress => progress;

    private sealed class Relay(IProgress<ClassifierProgress> progress, string doing) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => progress.Report(new ClassifierProgress(doing, (int)value.Step, (int)value.TotalSteps));
    }
}
