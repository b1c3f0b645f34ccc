namespace OnnxStyle.Recommender;

/// <summary>What became of works that were added.</summary>
/// <param name="Added">The works that were added.</param>
/// <param name="Works">The works in the index now.</param>
/// <param name="WithoutText">Added works without a term that the index knows; their text is at distance 1 from everything.</param>
/// <param name="NewTypes">Types of metadata that the index did not have.</param>
/// <param name="Pictures">The pictures that were read.</param>
/// <param name="PicturesKept">Those of them that an addition before this one had read before it was stopped.</param>
/// <param name="Problems">Works that the index has, columns that are missing, pictures that are missing or cannot be read, with their line.</param>
public sealed record IndexAddition(int Added, int Works, int WithoutText, int NewTypes, int Pictures, int PicturesKept, IReadOnlyList<CatalogueProblem> Problems);
