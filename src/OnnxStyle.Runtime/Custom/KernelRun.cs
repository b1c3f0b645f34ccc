using System.Runtime.ExceptionServices;
using OnnxStyle.Runtime.Native;

namespace OnnxStyle.Runtime;

/// <summary>One run of a kernel: where its inputs and outputs lie, and the threads of the session. One object a kernel, used in every run.</summary>
public sealed class KernelRun
{
    private readonly OrtApi api;
    private readonly nint self;
    private nint context;
    private IParallelWork? work;
    private ExceptionDispatchInfo? error;

    internal KernelRun(OrtApi api, int threads, nint self)
    {
        this.api = api;
        this.self = self;
        Threads = threads;
    }

    /// <summary>The threads that <see cref="For"/> spreads work over, the caller's among them.</summary>
    public int Threads { get; }

    /// <summary>How many inputs the node has, those that are left out among them.</summary>
    public int InputCount => api.KernelInputCount(context);

    /// <summary>How many outputs the node has.</summary>
    public int OutputCount => api.KernelOutputCount(context);

    /// <summary>The address of an input's first element; 0 when the node leaves the input out.</summary>
    /// <exception cref="RuntimeException">There is no such input.</exception>
    public nint Input(int index) => api.KernelInput(context, index) is nint value and not 0 ? api.TensorData(value) : 0;

    /// <summary>Reads the extents of an input.</summary>
    /// <param name="index">The input; it must not be left out.</param>
    /// <param name="extents">Where the extents go, outermost first.</param>
    /// <returns>The rank, which may be more than fit.</returns>
    /// <exception cref="RuntimeException">There is no such input, or it is left out.</exception>
    public int Extents(int index, Span<long> extents)
    {
        nint value = api.KernelInput(context, index);
        if (value == 0) throw new RuntimeException(RuntimeStatus.InvalidArgument, $"Reading the extents of input {index}", "the node leaves it out");
        return api.TensorExtents(value, extents);
    }

    /// <summary>Makes an output and gives the address of its first element.</summary>
    /// <param name="index">The output.</param>
    /// <param name="extents">Its extents, outermost first.</param>
    /// <exception cref="RuntimeException">There is no such output, or the graph says that it has another shape.</exception>
    public nint Output(int index, params ReadOnlySpan<long> extents) => api.KernelOutput(context, index, extents) is nint value and not 0 ? api.TensorData(value) : 0;

    /// <summary>Does all parts of a work on the threads of the session and returns when they are done. Allocates nothing. Must not be called from a part.</summary>
    /// <param name="count">The number of parts.</param>
    /// <param name="parts">The work.</param>
    public void For(int count, IParallelWork parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        if (count <= 0) return;
        if (count == 1 || Threads == 1)
        {
            for (int i = 0; i < count; i++) parts.Do(i);
            return;
        }

        work = parts;
        error = null;
        nint status = api.ParallelFor(context, count, self);
        work = null;
        api.Check(status, "Spreading work over threads");
        error?.Throw();
    }

    internal void Begin(nint newContext) => context = newContext;

    // Runs on a thread of the library's: nothing may be thrown through it.
    internal void Part(int index)
    {
        try
        {
            work!.Do(index);
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref error, ExceptionDispatchInfo.Capture(e), null);
        }
    }
}
