namespace OnnxStyle.Recommender;

/// <summary>What a person answered to a question.</summary>
/// <param name="Participant">Who, by a name that the page drew.</param>
/// <param name="Question">The id of the question.</param>
/// <param name="Pick">The picture that fits best, 0 to 2 in the order of the key.</param>
/// <param name="Likes">Whether each picture was liked, in the order of the key.</param>
/// <param name="Path">The file that it was read from.</param>
/// <param name="Line">Its line there, from 1.</param>
public sealed record SurveyAnswer(string Participant, string Question, int Pick, IReadOnlyList<bool> Likes, string Path, int Line);
