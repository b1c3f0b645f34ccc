namespace OnnxStyle.Training;

/// <summary>Where a run is, after a step.</summary>
/// <param name="Step">Steps done.</param>
/// <param name="TotalSteps">Steps of the whole run.</param>
/// <param name="Epoch">The epoch that is going on, from 0.</param>
/// <param name="Loss">The loss of the step.</param>
/// <param name="HeldOut">The held-out loss of the last whole epoch, or null before the first.</param>
/// <param name="Best">The best held-out loss so far, or null.</param>
public sealed record TrainingProgress(long Step, long TotalSteps, long Epoch, double Loss, double? HeldOut, double? Best);
