namespace OnnxStyle.Recommender;

/// <summary>What became of a catalogue.</summary>
/// <param name="Works">The works in the index.</param>
/// <param name="Terms">The terms of their texts.</param>
/// <param name="WithoutText">Works with no term; their text is at distance 1 from everything.</param>
/// <param name="Pictures">The pictures that were read.</param>
/// <param name="PicturesKept">Those of them that an indexing before this one had read before it was stopped.</param>
/// <param name="Problems">Pictures that are missing or cannot be read, with the line of their work.</param>
public sealed record IndexBuild(int Works, int Terms, int WithoutText, int Pictures, int PicturesKept, IReadOnlyList<CatalogueProblem> Problems);
