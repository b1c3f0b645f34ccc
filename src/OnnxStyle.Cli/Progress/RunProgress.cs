using System.Globalization;
using OnnxStyle.Transfer;
using Spectre.Console;

namespace OnnxStyle.Cli.Progress;

/// <summary>Shows a run on stderr: a bar where the screen can redraw, else a line for each tenth of the work.</summary>
internal static class RunProgress
{
    /// <summary>Runs some work and shows what it reports.</summary>
    public static T Show<T>(Terminal terminal, Func<IProgress<StylizeProgress>?, T> work)
    {
        if (terminal.Quiet) return work(null);
        if (!terminal.Interactive) return work(new Lines(terminal));
        return terminal.ErrorConsole().Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn { Width = 30 }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context => work(new Bar(context.AddTask("preparing", maxValue: 1))));
    }

    /// <summary>What a report says, in one line.</summary>
    public static string Describe(StylizeProgress p)
    {
        string where = string.Create(CultureInfo.InvariantCulture, $"{p.Width}x{p.Height}{(p.Levels > 1 ? $" ({p.Level + 1} of {p.Levels})" : "")}");
        if (p.Row is null) return $"{where}, preparing";
        string left = p.Remaining is TimeSpan time ? $", {Duration(time)} left" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{where}, iteration {p.Iteration}/{p.Iterations}, loss {p.Row.Total:G4}{Parts(p.Row)}{left}");
    }

    /// <summary>A span as <c>45 s</c>, <c>3 min 20 s</c> or <c>1 h 5 min</c>.</summary>
    public static string Duration(TimeSpan time)
    {
        long seconds = (long)Math.Ceiling(Math.Max(0, time.TotalSeconds));
        return seconds switch
        {
            < 60 => $"{seconds} s",
            < 3600 => $"{seconds / 60} min {seconds % 60} s",
            _ => $"{seconds / 3600} h {seconds % 3600 / 60} min",
        };
    }

    private static string Parts(LossRow row)
    {
        IEnumerable<string> sums = row.Losses.GroupBy(loss => loss.Name.Split('/')[0])
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Key} {group.Sum(loss => loss.Weighted):G3}"));
        string text = string.Join(", ", sums);
        return text.Length > 0 ? $" ({text})" : "";
    }

    private sealed class Lines(Terminal terminal) : IProgress<StylizeProgress>
    {
        private int shown = -1;

        public void Report(StylizeProgress value)
        {
            int tenth = (int)(value.Done * 10);
            if (tenth <= shown) return;
            shown = tenth;
            terminal.Error.WriteLine($"{tenth * 10,3} %  {Describe(value)}");
        }
    }

    private sealed class Bar(ProgressTask task) : IProgress<StylizeProgress>
    {
        public void Report(StylizeProgress value)
        {
            task.Value = value.Done;
            task.Description = Markup.Escape(Describe(value));
        }
    }
}
