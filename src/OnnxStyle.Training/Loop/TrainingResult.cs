namespace OnnxStyle.Training;

/// <summary>What a run came to.</summary>
/// <param name="Parameters">The trained parameters with the best held-out loss; the last ones where nothing is held out. A vector as in <see cref="ParameterSet"/>.</param>
/// <param name="BestEpoch">The epoch they are of, from 0; the last where nothing is held out; -1 when no epoch was whole.</param>
/// <param name="BestLoss">Their held-out loss, or null.</param>
/// <param name="Steps">Steps done.</param>
/// <param name="End">Why it ended.</param>
/// <param name="History">The losses.</param>
public sealed record TrainingResult(float[] Parameters, long BestEpoch, double? BestLoss, long Steps, TrainingEnd End, TrainingHistory History);
