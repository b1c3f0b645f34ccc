namespace OnnxStyle.Recommender;

/// <summary>A work that a question shows.</summary>
/// <param name="Work">Its id.</param>
/// <param name="Models">The models that recommend it in the place that the question is about: an answer counts for all of them.</param>
public sealed record SurveyPicture(string Work, IReadOnlyList<string> Models);
