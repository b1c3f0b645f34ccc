using OnnxStyle.Networks;
using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>Trains the last blocks of an encoder on, together with the head, from where the fit of the head alone ended.</summary>
internal static class FineTuning
{
    /// <summary>Trains; what is not better on the validation part than the head alone is not kept.</summary>
    /// <param name="encoder">The encoder as it was.</param>
    /// <param name="table">Rows as <see cref="TailCut.Append"/> makes them.</param>
    /// <param name="cut">What is trained.</param>
    /// <param name="start">The head, fitted to the training part alone: it has not seen the validation part.</param>
    /// <param name="split">The parts.</param>
    /// <param name="options">The options of the classifier.</param>
    /// <param name="runtime">How sessions are made.</param>
    /// <param name="progress">How far it is.</param>
    /// <param name="cancellationToken">Stops.</param>
    public static (Encoder Encoder, FittedHead Head, FineTuneResult Result) Run(
        Encoder encoder, FeatureTable table, TailCut cut, FittedHead start, ClassSplit split, ClassifierOptions options, SessionOptions runtime, IProgress<ClassifierProgress>? progress, CancellationToken cancellationToken)
    {
        FineTuneTask task = new(encoder, options.Features, cut, start, [.. table.Blocks.SkipLast(1)]);
        int[] classes = table.ClassesOf(split.Training);
        double[] weights = [.. table.Labels.Select((_, k) => options.Head.Balanced ? classes.Length / (double)(table.Labels.Count * Math.Max(1, classes.Count(one => one == k))) : 1)];
        FineTuneSamples samples = new(table, weights);
        FineTuneOptions how = options.FineTune;
        double before;
        using (StepSessions sessions = new(runtime))
        using (HeldOutLoss first = new(task, samples, split.Validation, how.Batch, task.Parameters.InitialVector(), sessions)) before = first.Run(cancellationToken)[0];
        TrainingLoop loop = new(task, samples, new DataSplit(split.Training, split.Validation), new TrainingOptions
        {
            Epochs = how.Epochs,
            Batch = Math.Min(how.Batch, split.Training.Count),
            Seed = (int)(options.Seed % int.MaxValue),
            LearningRate = new LearningRate { Kind = ScheduleKind.Cosine, Rate = how.LearningRate },
            Update = new UpdateOptions { Kind = UpdateKind.AdamW, WeightDecay = how.WeightDecay },
            Patience = how.Patience,
        })
        {
            Session = runtime,
            Progress = progress is null ? null : new Relay(progress),
        };
        TrainingResult trained = loop.Run(null, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        bool kept = trained.BestLoss < before;
        float[] parameters = kept ? trained.Parameters : task.Parameters.InitialVector().Span.ToArray();
        ClassifierMetrics test = new(table.Labels, table.ClassesOf(split.Test), Called(task, samples, split.Test, parameters, runtime));
        (Encoder better, FittedHead head) = task.Finish(parameters);
        return (better, head, new FineTuneResult(how.Blocks, task.Parameters.Length, before, trained.BestLoss ?? before, kept, [.. trained.History.Epochs.Select(epoch => (epoch.Training[0], epoch.HeldOut[0]))], test));
    }

    private static int[] Called(FineTuneTask task, FineTuneSamples samples, IReadOnlyList<int> rows, float[] parameters, SessionOptions runtime)
    {
        GraphBuilder graph = new("judge");
        IReadOnlyDictionary<string, Value> constants = task.Parameters.Constants(graph, parameters);
        Dictionary<string, Value> batch = task.Inputs.ToDictionary(input => input.Name, input => graph.Input(input.Name, input.Of(1)));
        graph.Output(task.Logits(graph, constants, batch), "logits");
        using Session session = Session.Create(graph.Build(), runtime);
        Tensor[] tensors = [.. task.Inputs.Select(input => (Tensor)new Tensor<float>(input.Of(1)))];
        Tensor<float> logits = new(new Shape(1, samples.Classes));
        foreach ((BatchInput input, Tensor tensor) in task.Inputs.Zip(tensors))
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

    private sealed class Relay(IProgress<ClassifierProgress> progress) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => progress.Report(new ClassifierProgress("fine-tuning", (int)value.Step, (int)value.TotalSteps));
    }
}
