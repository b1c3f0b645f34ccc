namespace OnnxStyle.Kernels.Processor;

/// <summary>Work that a <see cref="Gang"/> shares out.</summary>
internal interface IWork
{
    /// <summary>Does one part.</summary>
    /// <param name="part">From 0 on.</param>
    /// <param name="worker">Who does it, 0 to the size of the gang less 1: the number of a workspace that nobody else touches meanwhile.</param>
    void Do(int part, int worker);
}
