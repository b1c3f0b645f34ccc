using System.Numerics.Tensors;

namespace OnnxStyle.Training;

/// <summary>How often the nearest neighbours of a picture share its label.</summary>
public static class NeighbourAgreement
{
    /// <summary>The share of equal labels among the nearest vectors by cosine, over all queries that have a label.</summary>
    /// <param name="vectors">A vector for each picture.</param>
    /// <param name="labels">The label of each; empty: it is neither a query nor a neighbour.</param>
    /// <param name="queries">The pictures whose neighbours are counted; the picture itself is none of them.</param>
    /// <param name="neighbours">How many neighbours, 1 or more.</param>
    /// <returns>A share from 0 to 1, or null when no query has a label.</returns>
    public static double? Of(IReadOnlyList<float[]> vectors, IReadOnlyList<string> labels, IReadOnlyList<int> queries, int neighbours = 5)
    {
        ArgumentNullException.ThrowIfNull(vectors);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentOutOfRangeException.ThrowIfLessThan(neighbours, 1);
        int equal = 0, counted = 0;
        foreach (int query in queries.Where(i => labels[i].Length > 0))
        {
            int[] nearest = [.. Enumerable.Range(0, vectors.Count).Where(i => i != query && labels[i].Length > 0)
                .OrderByDescending(i => TensorPrimitives.CosineSimilarity(vectors[query], vectors[i])).ThenBy(i => i).Take(neighbours)];
            equal += nearest.Count(i => labels[i] == labels[query]);
            counted += nearest.Length;
        }

        return counted == 0 ? null : equal / (double)counted;
    }
}
