namespace OnnxStyle.Training;

/// <summary>What a head alone did in one fold of a cross-validation.</summary>
/// <param name="Rows">The rows that it never saw, in ascending order.</param>
/// <param name="L2">How strongly it was held, as chosen on the others.</param>
/// <param name="Called">The class that it called each.</param>
internal sealed record JudgedFold(int[] Rows, double L2, int[] Called);
