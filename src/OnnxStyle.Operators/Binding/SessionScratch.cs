using OnnxStyle.Runtime;

namespace OnnxStyle.Operators.Binding;

/// <summary>What the kernels of one session share, since they never run at once: the session's threads as a team, and the workspace, freed with the last kernel.</summary>
internal sealed class SessionScratch(VectorForm form) : ITeam
{
    private KernelRun? run;
    private int kernels;

    public VectorForm Form => form;

    public Workspace Workspace { get; } = new();

    public int Threads => run!.Threads;

    /// <summary>Counts a kernel in.</summary>
    public void Add() => Interlocked.Increment(ref kernels);

    /// <summary>Counts a kernel out.</summary>
    public void Remove()
    {
        if (Interlocked.Decrement(ref kernels) == 0) Workspace.Dispose();
    }

    /// <summary>The threads of a run, until the next call.</summary>
    public ITeam Of(KernelRun now)
    {
        run = now;
        return this;
    }

    public void For(int count, IParallelWork work) => run!.For(count, work);
}
