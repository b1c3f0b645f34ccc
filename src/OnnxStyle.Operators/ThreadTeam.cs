using System.Runtime.ExceptionServices;
using OnnxStyle.Runtime;

namespace OnnxStyle.Operators;

/// <summary>A team of threads of its own, the caller among them: where no session lends its threads.</summary>
internal sealed class ThreadTeam : ITeam, IDisposable
{
    private readonly SemaphoreSlim start = new(0);
    private readonly SemaphoreSlim done = new(0);
    private readonly Lock oneCaller = new();
    private readonly Thread[] threads;
    private IParallelWork? work;
    private int count;
    private int next;
    private int busy;
    private Exception? failure;
    private bool disposed;

    /// <param name="size">Threads, the caller included; 1 or more.</param>
    public ThreadTeam(int size)
    {
        threads = new Thread[size - 1];
        for (int i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(Wait) { IsBackground = true, Name = $"operators {i + 1}" };
            threads[i].Start();
        }
    }

    public int Threads => threads.Length + 1;

    /// <summary>The first failure of any part is thrown here, after the others have ended.</summary>
    public void For(int count, IParallelWork work)
    {
        lock (oneCaller)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            (this.work, this.count, next, failure) = (work, count, 0, null);
            int helpers = Math.Max(0, Math.Min(threads.Length, count - 1));
            Volatile.Write(ref busy, helpers);
            if (helpers > 0) start.Release(helpers);
            Work();
            if (helpers > 0) done.Wait();
            this.work = null;
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

    private void Wait()
    {
        while (true)
        {
            start.Wait();
            if (work is null) return;
            Work();
            if (Interlocked.Decrement(ref busy) == 0) done.Release();
        }
    }

    private void Work()
    {
        try
        {
            for (int part = Interlocked.Increment(ref next) - 1; part < count; part = Interlocked.Increment(ref next) - 1) work!.Do(part);
        }
        catch (Exception e)
        {
            Interlocked.CompareExchange(ref failure, e, null);
            Volatile.Write(ref next, count);
        }
    }
}
