using System.Diagnostics;
using OnnxStyle.Optimization;

namespace OnnxStyle.Transfer;

/// <summary>Runs the iterations of one level.</summary>
internal static class LevelRun
{
    private const int StopWindow = 10;

    /// <summary>Steps until the count is reached, the optimiser has converged, the loss stands still or the token is cancelled.</summary>
    /// <returns>Why it ended: <c>iterations</c>, <c>converged: ...</c> or <c>cancelled</c>.</returns>
    public static string Run(
        ILossObjective objective, Optimizer optimizer, LevelState state, int level, int iterations, double stopBelow, List<LossRow> log, Action<LossRow> afterEach, CancellationToken cancellationToken)
    {
        while (state.Iteration < iterations)
        {
            StepResult step;
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                step = optimizer.Step(objective, state.X);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return "cancelled";
            }

            state.Iteration++;
            state.Average?.Update(state.X);
            if (step.Loss < state.BestLoss)
            {
                state.BestLoss = step.Loss;
                state.X.CopyTo(state.Best, 0);
            }

            LossRow row = new()
            {
                Level = level,
                Iteration = state.Iteration,
                Evaluations = optimizer.Evaluations,
                Total = step.Loss,
                GradientNorm = step.GradientNormL2,
                Losses = objective.LossesAt(step.Loss),
            };
            log.Add(row);
            afterEach(row);
            if (step.Converged) return $"converged: {step.Reason}";
            if (stopBelow > 0 && StandsStill(log, level, stopBelow)) return $"converged: the loss fell by less than {stopBelow} of itself in {StopWindow} iterations";
        }

        return "iterations";
    }

    private static bool StandsStill(List<LossRow> log, int level, double part)
    {
        if (log.Count <= StopWindow || log[^(StopWindow + 1)].Level != level) return false;
        double before = log[^(StopWindow + 1)].Total;
        return before - log[^1].Total < part * Math.Abs(before);
    }

    /// <summary>Seconds since a time stamp.</summary>
    public static double Since(long start) => Stopwatch.GetElapsedTime(start).TotalSeconds;
}
