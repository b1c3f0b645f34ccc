using System.Globalization;
using OnnxStyle.Transfer;
using Spectre.Console;

namespace OnnxStyle.Cli.Progress;

/// <summary>Shows a run on stderr: a bar where the screen can redraw, else a line for each tenth of the work.</summary>
internal static class RunProgress
{
    /// <summary>Runs some work and shows what it reports.</summary>
    /// <param name="terminal">Where to show it.</param>
    /// <param name="kept">What is kept when the work is stopped after its first report.</param>
    /// <param name="work">The work.</param>
    public static T Show<T>(Terminal terminal, string kept, Func<IProgress<StylizeProgress>?, T> work) => Show(terminal, kept, p => p.Done, Describe, work);

    /// <summary>Runs the making of a figure, of which nothing is kept when it is stopped, and shows what it reports.</summary>
    public static T ShowFigure<T>(Terminal terminal, Func<IProgress<FigureProgress>?, T> work) =>
        Show(terminal, "half a figure is none, nothing will be written", p => p.Done, Describe, work);

    /// <summary>What a report says, in one line.</summary>
    public static string Describe(StylizeProgress p)
    {
        string where = string.Create(CultureInfo.InvariantCulture, $"{p.Width}x{p.Height}{(p.Levels > 1 ? $" ({p.Level + 1} of {p.Levels})" : "")}");
        if (p.Row is null) return $"{where}, preparing";
        string left = p.Remaining is TimeSpan time ? $", {Duration(time)} left" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{where}, iteration {p.Iteration}/{p.Iterations}{left}, loss {p.Row.Total:G4}{Parts(p.Row)}");
    }

    /// <summary>What a report about a figure says, in one line.</summary>
    public static string Describe(FigureProgress p)
    {
        string left = p.Remaining is TimeSpan time ? $", {Duration(time)} left" : "";
        string run = p.Run is { Row: LossRow row } r ? string.Create(CultureInfo.InvariantCulture, $", iteration {r.Iteration}/{r.Iterations}{left}, loss {row.Total:G4}") : $", preparing{left}";
        return $"picture {p.Picture} of {p.Pictures} ({p.Caption}){run}";
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

    /// <summary>Runs some work and shows what it reports, described by the caller.</summary>
    public static TResult Show<TReport, TResult>(Terminal terminal, string kept, Func<TReport, double> done, Func<TReport, string> describe, Func<IProgress<TReport>?, TResult> work)
    {
        if (terminal.Quiet) return work(null);
        int shown = -1;
        if (!terminal.Interactive) return work(new Relay<TReport>(Line));
        IAnsiConsole console = terminal.ErrorConsole();
        const int Percentage = 8; // with the spaces around it
        int bar = Math.Clamp(console.Profile.Width - 100, 8, 30), room = Math.Max(16, console.Profile.Width - bar - Percentage);
        return console.Progress()
            .AutoClear(true)
            .Columns(new ProgressBarColumn { Width = bar }, new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left })
            .Start(context =>
            {
                ProgressTask task = context.AddTask("preparing", maxValue: 1);
                return work(new Relay<TReport>(report =>
                {
                    terminal.WhenStopped = kept;
                    task.Value = done(report);
                    task.Description = Markup.Escape(Cut(describe(report), room));
                }));
            });

        void Line(TReport report)
        {
            terminal.WhenStopped = kept;
            int tenth = (int)(done(report) * 10);
            if (tenth <= shown) return;
            shown = tenth;
            terminal.Error.WriteLine($"{tenth * 10,3} %  {describe(report)}");
        }
    }

    // A line that is too long would become two, and the bar would shrink to make room for it.
    private static string Cut(string text, int most) => text.Length <= most ? text : text[..(most - 3)] + "...";
}
