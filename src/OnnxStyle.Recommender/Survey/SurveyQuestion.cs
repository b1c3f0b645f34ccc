namespace OnnxStyle.Recommender;

/// <summary>A question of a survey: which of three works goes best with a work, and which of them does one like beside it?</summary>
/// <param name="Id">Its name, which says nothing of models.</param>
/// <param name="Work">The id of the work that others were recommended for.</param>
/// <param name="Rank">The place of the three in their models' lists, from 1.</param>
/// <param name="Pictures">Three different works.</param>
/// <param name="Repeats">The id of the question that this one asks again, its pictures in another order; null: none.</param>
public sealed record SurveyQuestion(string Id, string Work, int Rank, IReadOnlyList<SurveyPicture> Pictures, string? Repeats = null);
