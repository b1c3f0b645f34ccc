using System.Diagnostics;

namespace OnnxStyle.Transfer;

/// <summary>The time that a run has taken and will take, also where it goes on from a checkpoint.</summary>
internal sealed class RunClock
{
    private readonly long start = Stopwatch.GetTimestamp();
    private double secondsBefore;
    private double doneBefore;

    /// <summary>Seconds since the run began; a pause between two processes is not counted.</summary>
    public double Elapsed => secondsBefore + LevelRun.Since(start);

    /// <summary>Says what was done before this process, as a part of the whole from 0 to 1, and how long it took.</summary>
    public void GoOnFrom(double done, double seconds) => (doneBefore, secondsBefore) = (done, seconds);

    /// <summary>The time left as this process suggests; null as long as it has done nothing.</summary>
    public TimeSpan? Remaining(double done)
    {
        double here = done - doneBefore;
        return here > 0 ? TimeSpan.FromSeconds(LevelRun.Since(start) / here * (1 - done)) : null;
    }
}
