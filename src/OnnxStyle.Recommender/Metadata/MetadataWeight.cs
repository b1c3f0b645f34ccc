using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>
/// What shared metadata multiplies a distance by: W = exp(-N² · sum_k(lambda_k x_k) / sum_k A_k), with N kinds, lambda_k the weight of kind k (their sum is 1),
/// A_k the number of its types, and x_k = 1 where two works share the type. 1 for a pair that shares nothing, exp(-N² / sum A) for one that shares all.
/// </summary>
public sealed class MetadataWeight
{
    /// <summary>The most kinds.</summary>
    public const int MostKinds = 8;

    private readonly double[] bySharedKinds;

    /// <summary>Prepares the weights of all 2^N ways to share.</summary>
    /// <param name="weights">lambda of each kind: 1 to 8 of them, each 0 to 1, their sum 1 within 1e-9.</param>
    /// <param name="types">The number of types of each kind, 0 or more; at least one in all.</param>
    /// <exception cref="OptionsException">The numbers are not so.</exception>
    public MetadataWeight(IReadOnlyList<double> weights, IReadOnlyList<int> types)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(types);
        List<string> problems = [.. Problems(weights)];
        if (types.Count != weights.Count) problems.Add($"there are {types.Count} numbers of types for {weights.Count} kinds: expected one for each");
        if (types.Any(count => count < 0) || types.Sum() < 1) problems.Add("the numbers of types must be 0 or more, and one of them above 0");
        OptionsException.ThrowIfAny(nameof(MetadataWeight), problems);
        double scale = (double)weights.Count * weights.Count / types.Sum();
        bySharedKinds = new double[1 << weights.Count];
        for (int mask = 0; mask < bySharedKinds.Length; mask++)
        {
            double shared = 0;
            for (int k = 0; k < weights.Count; k++) shared += (mask >> k & 1) * weights[k];
            bySharedKinds[mask] = Math.Exp(-scale * shared);
        }
    }

    /// <summary>W for a pair of works.</summary>
    /// <param name="sharedKinds">Bit k is set where both have the same type of kind k.</param>
    public double this[int sharedKinds] => bySharedKinds[sharedKinds];

    /// <summary>What is wrong with a list of lambdas; empty: nothing.</summary>
    internal static IEnumerable<string> Problems(IReadOnlyList<double> weights)
    {
        if (weights.Count is 0 or > MostKinds) yield return $"Kinds has {weights.Count} kinds of metadata: expected 1 to {MostKinds}";
        else if (weights.Any(weight => !(weight is >= 0 and <= 1))) yield return $"Kinds has the weights {string.Join(", ", weights)}: expected 0 to 1 each";
        else if (Math.Abs(weights.Sum() - 1) > 1e-9) yield return $"Kinds has weights that sum to {weights.Sum():0.######}: expected 1";
    }
}
