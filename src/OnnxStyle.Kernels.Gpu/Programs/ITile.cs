namespace OnnxStyle.Kernels.Gpu.Programs;

/// <summary>
/// The size of a group and of its tile, as a type argument: each kernel is compiled once for each, with these numbers folded in.
/// A group has Edge * Edge threads and computes a tile of 4 * Edge * Halves rows by as many columns, each thread (4 * Halves)² elements.
/// </summary>
internal interface ITile
{
    /// <summary>Threads along one side of a group: 16 on a GPU, 4 where threads are simulated. Also the depth of one stage in shared memory.</summary>
    int Edge { get; }

    /// <summary>1: sixteen elements a thread; 2: sixty-four, which reads half as much shared memory for each multiplication.</summary>
    int Halves { get; }
}
