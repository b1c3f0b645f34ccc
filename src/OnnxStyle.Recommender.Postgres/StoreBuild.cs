namespace OnnxStyle.Recommender.Postgres;

/// <summary>What became of a catalogue in a database.</summary>
/// <param name="Works">The works in the index now.</param>
/// <param name="Added">The works that this call brought; 0 where another process had brought them, or they were there.</param>
/// <param name="Terms">The terms of their texts.</param>
/// <param name="Pictures">The pictures that this process read; others may have read more.</param>
/// <param name="Problems">Works that are left out, and pictures that are missing or cannot be read, with their line; of pictures those that this process looked for.</param>
public sealed record StoreBuild(int Works, int Added, int Terms, int Pictures, IReadOnlyList<CatalogueProblem> Problems);
