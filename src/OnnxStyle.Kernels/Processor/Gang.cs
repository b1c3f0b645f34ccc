using System.Runtime.ExceptionServices;

namespace OnnxStyle.Kernels.Processor;

/// <summary>
/// Threads that wait for work together, the caller among them. <c>Parallel.For</c> would allocate on every call and has no fixed number of workers, which
/// workspaces want. Which worker takes which part is chance; what a part computes may not depend on it.
/// </summary>
internal sealed class Gang : IDisposable
{
    private readonly SemaphoreSlim start = new(0);
    private readonly SemaphoreSlim done = new(0);
    private readonly Lock oneCaller = new();
    private readonly Thread[] threads;
    private IWork? work;
    private int parts;
    private int next;
    private int busy;
    private Exception? failure;
    private bool disposed;

    /// <param name="size">Workers, the caller included; 1 or more.</param>
    public Gang(int size)
    {
        threads = new Thread[size - 1];
        for (int i = 0; i < threads.Length; i++)
        {
            int worker = i + 1;
            threads[i] = new Thread(() => Wait(worker)) { IsBackground = true, Name = $"kernels {worker}" };
            threads[i].Start();
        }
    }

    /// <summary>Workers, the caller included.</summary>
    public int Size => threads.Length + 1;

    /// <summary>Has all parts done and returns when the last is. The first failure of any is thrown here, after the others have ended.</summary>
    public void Run(IWork job, int count)
    {
        lock (oneCaller)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            (work, parts, next, failure) = (job, count, 0, null);
            int helpers = Math.Min(threads.Length, count - 1);
            Volatile.Write(ref busy, helpers);
            if (helpers > 0) start.Release(helpers);
            Work(0);
            if (helpers > 0) done.Wait();
            work = null;
            if (failure is not null) ExceptionDispatchInfo.Throw(failure);
        }
    }

    public void Dispose()
    {
        lock (oneCaller)
        {
            if (disposed) return;
            disposed = true;
            if (threads.Length > 0) start.Release(threads.Length);
        }

        foreach (Thread thread in threads) thread.Join();
        start.Dispose();
        done.Dispose();
    }

    private void Wait(int worker)
    {
        while (true)
        {
            start.Wait();
            if (work is null) return;
            Work(worker);
            if (Interlocked.Decrement(ref busy) == 0) done.Release();
        }
    }

    private void Work(int worker)
    {
        try
        {
            for (int part = Interlocked.Increment(ref next) - 1; part < parts; part = Interlocked.Increment(ref next) - 1) work!.Do(part, worker);
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref failure, e, null);
            Volatile.Write(ref next, parts);
        }
    }
}
