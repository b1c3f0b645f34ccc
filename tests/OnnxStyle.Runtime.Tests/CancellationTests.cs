using System.Diagnostics;
using OnnxStyle.Tensors;

namespace OnnxStyle.Runtime.Tests;

public sealed class CancellationTests
{
    public CancellationTests() => Library.Require();

    [Fact]
    public async Task A_run_can_be_stopped_from_another_thread_and_the_session_runs_again()
    {
        using Session session = Session.Load(TinyModel.Chain(2000, 200), new SessionOptions { Threads = 1 });
        Tensor<float> x = new(new Shape(200, 200)), y = new(new Shape(200, 200));
        for (int i = 0; i < 200; i++) x.Span[(i * 200) + i] = 1; // the identity: every power of it is itself
        session.BindInput("x", x);
        session.BindOutput("y", y);
        int stoppedWithin = 0;
        for (int round = 0; round < 20 && stoppedWithin < 2; round++)
        {
            using CancellationTokenSource source = new();
            using ManualResetEventSlim beginning = new();
            Stopwatch watch = Stopwatch.StartNew();
            Task run = Task.Run(() =>
            {
                beginning.Set();
                session.Run(source.Token);
            });
            beginning.Wait(TestContext.Current.CancellationToken);
            await Task.Delay(30);
            if (run.IsCompleted) Assert.Skip("This machine finishes 2000 products before they can be stopped.");
            await source.CancelAsync();
            OperationCanceledException error = await Assert.ThrowsAsync<OperationCanceledException>(() => run);
            Assert.Equal(source.Token, error.CancellationToken);
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10), $"stopped after {watch.Elapsed}"); // between two nodes, not at the end
            if (error.InnerException is RuntimeException) stoppedWithin++; // else a busy machine had not yet let it begin
        }

        Assert.Equal(2, stoppedWithin);
        using CancellationTokenSource unused = new();
        session.Run(unused.Token);
        Assert.True(x.Bytes.SequenceEqual(y.Bytes));
    }

    [Fact]
    public void A_token_cancelled_before_stops_the_run_before_it_starts()
    {
        using Session session = Session.Load(TinyModel.MultiplyAdd(2));
        Tensor<float> z = new(new Shape(2), [7, 7]);
        session.BindInput("x", new Tensor<float>(new Shape(2)));
        session.BindInput("y", new Tensor<float>(new Shape(2)));
        session.BindOutput("z", z);
        Assert.Throws<OperationCanceledException>(() => session.Run(new CancellationToken(canceled: true)));
        Assert.Equal([7f, 7f], z.Span.ToArray());
        session.Run();
        Assert.Equal([0f, 0f], z.Span.ToArray());
    }

    [Fact]
    public async Task Disposing_waits_for_the_run()
    {
        Session session = Session.Load(TinyModel.Chain(50, 150));
        session.BindInput("x", new Tensor<float>(new Shape(150, 150)));
        session.BindOutput("y", new Tensor<float>(new Shape(150, 150)));
        Task[] runs = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() => session.Run()))];
        session.Dispose();
        foreach (Task run in runs)
        {
            Exception? error = await Record.ExceptionAsync(() => run);
            Assert.True(error is null or ObjectDisposedException, $"{error}");
        }
    }
}
