namespace OnnxStyle.Runtime;

/// <summary>One node of a session that applies a <see cref="CustomOperator"/>. Its methods are never called twice at once.</summary>
public abstract class OperatorKernel : IDisposable
{
    /// <summary>Computes the outputs of the node. Should allocate no managed memory. An exception becomes the error of the run.</summary>
    /// <param name="run">The inputs, outputs and threads of this run; not valid afterwards.</param>
    public abstract void Compute(KernelRun run);

    /// <summary>Frees what the kernel holds, when its session is freed; on the finalizer's thread when nobody disposed the session.</summary>
    public virtual void Dispose() => GC.SuppressFinalize(this);
}
