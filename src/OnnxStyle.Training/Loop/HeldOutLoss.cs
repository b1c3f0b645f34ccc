using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>The losses over a fixed set of samples: the exact mean, also where the last batch is smaller.</summary>
public sealed class HeldOutLoss : IDisposable
{
    private readonly ISampleSource source;
    private readonly IReadOnlyList<int> samples;
    private readonly List<Evaluation> evaluations = [];

    /// <summary>Prepares the evaluation.</summary>
    /// <param name="task">What is evaluated.</param>
    /// <param name="source">The samples.</param>
    /// <param name="samples">Which of them.</param>
    /// <param name="batch">The most samples at a time.</param>
    /// <param name="parameters">The vector of parameters, read in every run.</param>
    /// <param name="sessions">How to run it.</param>
    public HeldOutLoss(ITrainingTask task, ISampleSource source, IReadOnlyList<int> samples, int batch, Tensor<float> parameters, StepSessions sessions)
    {
        ArgumentNullException.ThrowIfNull(samples);
        this.source = source;
        this.samples = samples;
        foreach (int size in new[] { Math.Min(batch, samples.Count), samples.Count % batch }.Where(size => size > 0).Distinct()) evaluations.Add(new Evaluation(task, size, parameters, sessions));
    }

    /// <summary>The mean of every loss over all samples, in the order of the task; empty where there are no samples.</summary>
    public IReadOnlyList<double> Run(CancellationToken cancellationToken = default)
    {
        double[] sums = [];
        for (int at = 0; at < samples.Count;)
        {
            int left = samples.Count - at;
            Evaluation evaluation = evaluations.First(e => e.Batch <= left);
            int first = at;
            Parallel.For(0, evaluation.Batch, place => source.Load(samples[first + place], varied: false, default, evaluation.Inputs, place));
            IReadOnlyList<float> losses = evaluation.Run(cancellationToken);
            if (sums.Length == 0) sums = new double[losses.Count];
            for (int i = 0; i < sums.Length; i++) sums[i] += losses[i] * (double)evaluation.Batch;
            at += evaluation.Batch;
        }

        return Array.ConvertAll(sums, sum => sum / samples.Count);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Evaluation evaluation in evaluations) evaluation.Dispose();
    }
}
