using System.Diagnostics;
using System.Globalization;
using OnnxStyle.Training;

namespace OnnxStyle.Cli.Progress;

/// <summary>Shows a run of training on stderr.</summary>
internal static class TrainingProgressBar
{
    /// <summary>Runs some work and shows what it reports.</summary>
    /// <param name="terminal">Where to show it.</param>
    /// <param name="kept">What is kept when the work is stopped after its first report.</param>
    /// <param name="work">The work.</param>
    public static T Show<T>(Terminal terminal, string kept, Func<IProgress<TrainingProgress>?, T> work)
    {
        Stopwatch time = Stopwatch.StartNew();
        long first = -1;
        return RunProgress.Show(terminal, kept, p => p.Step / (double)p.TotalSteps, Describe, work);

        string Describe(TrainingProgress p)
        {
            if (first < 0)
            {
                first = p.Step; // a run that goes on begins late, and its first step is slow
                time.Restart();
            }

            string left = p.Step > first ? $", {RunProgress.Duration(time.Elapsed / (p.Step - first) * (p.TotalSteps - p.Step))} left" : "";
            string heldOut = p.HeldOut is double loss ? string.Create(CultureInfo.InvariantCulture, $", held out {loss:G4} (best {p.Best:G4})") : "";
            return string.Create(CultureInfo.InvariantCulture, $"epoch {p.Epoch + 1}, step {p.Step}/{p.TotalSteps}{left}, loss {p.Loss:G4}{heldOut}");
        }
    }
}
