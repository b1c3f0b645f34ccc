using OnnxStyle.Cli.Parsing;
using Spectre.Console;

namespace OnnxStyle.Cli.Progress;

/// <summary>Shows a transfer of bytes on stderr.</summary>
internal static class ByteProgress
{
    /// <summary>Runs some work and shows what it reports: bytes that are here, and all that are wanted.</summary>
    public static async Task<T> ShowAsync<T>(Terminal terminal, Func<IProgress<(long Done, long Total)>?, Task<T>> work)
    {
        if (terminal.Quiet) return await work(null).ConfigureAwait(false);
        if (!terminal.Interactive) return await work(new Lines(terminal)).ConfigureAwait(false);
        return await terminal.ErrorConsole().Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn { Width = 40 }, new PercentageColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(context => work(new Bar(context.AddTask("fetching"))))
            .ConfigureAwait(false);
    }

    private sealed class Lines(Terminal terminal) : IProgress<(long Done, long Total)>
    {
        private long shown = -1;

        public void Report((long Done, long Total) value)
        {
            long tenth = value.Total > 0 ? value.Done * 10 / value.Total : 0;
            if (tenth <= shown) return;
            shown = tenth;
            terminal.Error.WriteLine($"{tenth * 10,3} %  {ByteSize.Format(value.Done)} of {ByteSize.Format(value.Total)}");
        }
    }

    private sealed class Bar(ProgressTask task) : IProgress<(long Done, long Total)>
    {
        public void Report((long Done, long Total) value)
        {
            task.MaxValue = value.Total;
            task.Value = value.Done;
        }
    }
}
