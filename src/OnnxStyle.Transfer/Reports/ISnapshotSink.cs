using OnnxStyle.Imaging;

namespace OnnxStyle.Transfer;

/// <summary>Takes pictures of a run on its way.</summary>
public interface ISnapshotSink
{
    /// <summary>Called on the thread of the run, between two iterations; the run waits.</summary>
    /// <param name="progress">Where the run stands.</param>
    /// <param name="picture">The painting so far, finished as the last one will be; the sink may keep it.</param>
    /// <param name="checkpoint">Makes a checkpoint of this moment; copies the optimiser's state, so ask only when it is wanted.</param>
    void Take(StylizeProgress progress, Image picture, Func<Checkpoint> checkpoint);
}
