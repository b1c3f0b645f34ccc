using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>What people thought of a model.</summary>
/// <param name="Name">The model.</param>
/// <param name="Likes">How many of its works were liked.</param>
/// <param name="Picks">How many of its works were picked before the two others; a third is chance. Null: the counts do not say.</param>
public sealed record SurveyModel(string Name, Proportion Likes, Proportion? Picks);
