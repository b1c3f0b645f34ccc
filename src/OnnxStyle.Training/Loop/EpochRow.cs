namespace OnnxStyle.Training;

/// <summary>What an epoch came to. Losses are in the order of <see cref="TrainingHistory.LossNames"/>.</summary>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="Steps">Steps done by its end.</param>
/// <param name="LearningRate">The learning rate of its last step.</param>
/// <param name="Training">The means of the losses of its steps, each before its update.</param>
/// <param name="HeldOut">The losses on the held-out samples after it; empty where nothing is held out.</param>
public sealed record EpochRow(long Epoch, long Steps, double LearningRate, IReadOnlyList<double> Training, IReadOnlyList<double> HeldOut);
