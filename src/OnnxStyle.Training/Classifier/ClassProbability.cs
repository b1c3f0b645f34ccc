namespace OnnxStyle.Training;

/// <summary>A class and how probable a classifier finds it.</summary>
/// <param name="Label">The class.</param>
/// <param name="Probability">0 to 1; those of all classes sum to 1.</param>
public sealed record ClassProbability(string Label, double Probability);
