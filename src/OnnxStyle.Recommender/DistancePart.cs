namespace OnnxStyle.Recommender;

/// <summary>One term of a distance.</summary>
/// <param name="Name">What is compared, such as <c>text</c>.</param>
/// <param name="Weight">What it counts; the weights of all parts sum to 1.</param>
/// <param name="Distance">The cosine distance, 0 to 2; 1 where one of the works has nothing to compare.</param>
public sealed record DistancePart(string Name, double Weight, double Distance);
