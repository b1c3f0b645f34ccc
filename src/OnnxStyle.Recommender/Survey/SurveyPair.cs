namespace OnnxStyle.Recommender;

/// <summary>Two models held against each other.</summary>
/// <param name="First">The one.</param>
/// <param name="Second">The other.</param>
/// <param name="FirstWins">Pairs that speak for the first: it alone was liked, or it was picked.</param>
/// <param name="SecondWins">Pairs that speak for the second.</param>
/// <param name="P">The p-value of the test, both sides.</param>
/// <param name="Corrected">The p-value by Holm's correction for all pairs of the same list.</param>
public sealed record SurveyPair(string First, string Second, int FirstWins, int SecondWins, double P, double Corrected);
