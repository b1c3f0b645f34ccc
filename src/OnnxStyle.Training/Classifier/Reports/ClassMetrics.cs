namespace OnnxStyle.Training;

/// <summary>How well one class is told from the others.</summary>
/// <param name="Label">The class.</param>
/// <param name="Pictures">How many pictures are of it.</param>
/// <param name="Precision">The share of those called so that are; 0 where none is called so.</param>
/// <param name="Recall">The share of those that are so that are called so.</param>
/// <param name="F1">The harmonic mean of both.</param>
public sealed record ClassMetrics(string Label, int Pictures, double Precision, double Recall, double F1);
