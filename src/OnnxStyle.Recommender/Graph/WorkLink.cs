namespace OnnxStyle.Recommender;

/// <summary>An edge of a <see cref="WorkGraph"/>: one of the two is among the nearest of the other.</summary>
/// <param name="From">The lower row.</param>
/// <param name="To">The higher row.</param>
/// <param name="Distance">Their distance.</param>
/// <param name="Mutual">Whether each is among the nearest of the other.</param>
public sealed record WorkLink(int From, int To, double Distance, bool Mutual);
