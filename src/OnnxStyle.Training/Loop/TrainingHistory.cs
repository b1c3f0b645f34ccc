namespace OnnxStyle.Training;

/// <summary>The losses of a run.</summary>
/// <param name="LossNames">The names of the losses, <c>loss</c> first.</param>
/// <param name="StepLosses">The first loss of every step.</param>
/// <param name="Epochs">One row for each whole epoch.</param>
public sealed record TrainingHistory(IReadOnlyList<string> LossNames, IReadOnlyList<float> StepLosses, IReadOnlyList<EpochRow> Epochs);
