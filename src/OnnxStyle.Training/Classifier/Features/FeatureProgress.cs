namespace OnnxStyle.Training;

/// <summary>How far the reading of pictures has come.</summary>
/// <param name="Done">Pictures that have features now.</param>
/// <param name="All">All pictures.</param>
public sealed record FeatureProgress(int Done, int All);
