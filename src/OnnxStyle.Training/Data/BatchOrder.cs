using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>Which samples make which batch: a function of seed and epoch alone, so that a run can go on at any step.</summary>
/// <param name="samples">The samples to draw from.</param>
/// <param name="batch">Samples in a batch, 1 to as many as there are.</param>
/// <param name="seed">Where the shuffling starts.</param>
public sealed class BatchOrder(IReadOnlyList<int> samples, int batch, int seed)
{
    private long shuffled = -1;
    private int[] order = [];

    /// <summary>Whole batches in an epoch; what is left over waits for another epoch's order.</summary>
    public int PerEpoch { get; } = samples.Count >= batch && batch > 0
        ? samples.Count / batch
        : throw new OptionsException(nameof(TrainingOptions), [$"Batch is {batch}, but there are {samples.Count} samples to train on: choose a smaller batch or add samples"]);

    /// <summary>The samples of a batch.</summary>
    /// <param name="step">The step, from 0, over all epochs.</param>
    public ReadOnlySpan<int> Of(long step)
    {
        long epoch = step / PerEpoch;
        if (epoch != shuffled)
        {
            order = [.. samples];
            RandomStream.Of(seed, 0x0dde, epoch).Shuffle(order.AsSpan());
            shuffled = epoch;
        }

        return order.AsSpan((int)(step % PerEpoch) * batch, batch);
    }
}
