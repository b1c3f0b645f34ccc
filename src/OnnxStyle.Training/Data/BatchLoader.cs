using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>
/// Makes batches ahead of the step, on several threads, a few at a time. What is in a batch depends on seed and step alone, never on which thread came first.
/// </summary>
public sealed class BatchLoader : IDisposable
{
    private readonly ISampleSource source;
    private readonly BatchOrder order;
    private readonly int seed;
    private readonly int threads;
    private readonly BlockingCollection<Tensor[]> free = [];
    private readonly BlockingCollection<Tensor[]> ready = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly Thread thread;
    private ExceptionDispatchInfo? failure;

    /// <summary>Starts to make batches.</summary>
    /// <param name="source">The samples.</param>
    /// <param name="inputs">What a batch consists of.</param>
    /// <param name="order">Which samples make which batch.</param>
    /// <param name="batch">Samples in a batch.</param>
    /// <param name="seed">Where the variation of samples starts.</param>
    /// <param name="firstStep">The step of the first batch, from 0.</param>
    /// <param name="ahead">Batches that wait at most, 1 or more.</param>
    /// <param name="threads">Threads that load samples; 0: one for each processor.</param>
    public BatchLoader(ISampleSource source, IReadOnlyList<BatchInput> inputs, BatchOrder order, int batch, int seed, long firstStep, int ahead = 2, int threads = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(ahead, 1);
        ArgumentNullException.ThrowIfNull(inputs);
        this.source = source;
        this.order = order;
        this.seed = seed;
        this.threads = threads > 0 ? threads : Environment.ProcessorCount;
        for (int i = 0; i < ahead; i++) free.Add([.. inputs.Select(input => Tensor.Create(input.Type, input.Of(batch)))]);
        thread = new Thread(() => Work(firstStep)) { IsBackground = true, Name = "batches" };
        thread.Start();
    }

    /// <summary>Copies the next batch into the tensors of a step.</summary>
    /// <param name="inputs">The tensors, as a step has them.</param>
    /// <param name="cancellationToken">Stops the waiting.</param>
    /// <exception cref="OnnxStyleException">A sample could not be made.</exception>
    public void Next(IReadOnlyList<Tensor> inputs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (!ready.TryTake(out Tensor[]? batch, Timeout.Infinite, cancellationToken))
        {
            failure?.Throw();
            throw new ObjectDisposedException(nameof(BatchLoader));
        }

        for (int i = 0; i < batch.Length; i++) batch[i].Bytes.CopyTo(inputs[i].Bytes);
        free.Add(batch, cancellationToken);
    }

    /// <summary>Stops the threads and waits for them.</summary>
    public void Dispose()
    {
        stopping.Cancel();
        thread.Join();
        free.Dispose();
        ready.Dispose();
        stopping.Dispose();
    }

    private void Work(long step)
    {
        try
        {
            ParallelOptions parallel = new() { MaxDegreeOfParallelism = threads, CancellationToken = stopping.Token };
            for (; ; step++)
            {
                Tensor[] batch = free.Take(stopping.Token);
                int[] samples = order.Of(step).ToArray();
                long epoch = step / order.PerEpoch;
                Parallel.For(0, samples.Length, parallel, place => source.Load(samples[place], varied: true, RandomStream.Of(seed, epoch, samples[place]), batch, place));
                ready.Add(batch, stopping.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // Dispose was called.
        }
        catch (AggregateException error)
        {
            failure = ExceptionDispatchInfo.Capture(error.InnerExceptions[0]);
        }
        catch (Exception error) when (error is not StackOverflowException)
        {
            failure = ExceptionDispatchInfo.Capture(error);
        }
        finally
        {
            ready.CompleteAdding();
        }
    }
}
