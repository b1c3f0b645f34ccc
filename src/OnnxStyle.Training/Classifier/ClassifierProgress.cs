namespace OnnxStyle.Training;

/// <summary>How far the making of a classifier has come.</summary>
/// <param name="Doing">What is being done, in a few words.</param>
/// <param name="Done">How much of that.</param>
/// <param name="All">Of how much.</param>
public sealed record ClassifierProgress(string Doing, int Done, int All);
