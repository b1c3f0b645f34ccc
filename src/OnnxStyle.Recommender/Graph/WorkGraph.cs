using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>
/// The k-nearest-neighbour graph of an index: works, and links between each and the k nearest to it, by the same distances as a query. A link counts
/// max(0, 1 - distance / d), where d is the largest distance of a link and a tenth more, so that every link counts something.
/// </summary>
public sealed class WorkGraph
{
    /// <summary>The most neighbours.</summary>
    public const int MostNeighbours = 100;

    private WorkGraph(IReadOnlyList<IndexedWork> works, IReadOnlyList<MetadataKind> kinds, IReadOnlyList<WorkLink> links)
    {
        Works = works;
        Kinds = kinds;
        Links = links;
        double end = links.Select(link => link.Distance).DefaultIfEmpty(0).Max() * 1.1;
        Strengths = [.. links.Select(link => end > 0 ? 1 - (link.Distance / end) : 1)];
        Neighbours = [.. Enumerable.Range(0, works.Count).Select(_ => new List<(int, double)>())];
        for (int i = 0; i < links.Count; i++)
        {
            Neighbours[links[i].From].Add((links[i].To, Strengths[i]));
            Neighbours[links[i].To].Add((links[i].From, Strengths[i]));
        }

        Communities = Recommender.Communities.Find(Neighbours);
        Centrality = PageRank.Of(Neighbours);
    }

    /// <summary>The works in the order of the catalogue.</summary>
    public IReadOnlyList<IndexedWork> Works { get; }

    /// <summary>The kinds of metadata of the works.</summary>
    public IReadOnlyList<MetadataKind> Kinds { get; }

    /// <summary>The links, by their first and then their second row.</summary>
    public IReadOnlyList<WorkLink> Links { get; }

    /// <summary>What each link counts, above 0 to 1.</summary>
    public IReadOnlyList<double> Strengths { get; }

    /// <summary>The community of each work, numbered by size from 0, the largest first (Blondel et al. 2008).</summary>
    public IReadOnlyList<int> Communities { get; }

    /// <summary>How central each work is: its PageRank, all together 1.</summary>
    public IReadOnlyList<double> Centrality { get; }

    internal List<(int Row, double Strength)>[] Neighbours { get; }

    /// <summary>Finds the neighbours of all works.</summary>
    /// <param name="index">The index.</param>
    /// <param name="options">How works are compared; <see cref="QueryOptions.Top"/> is how many neighbours each has, at most 100. Null for the defaults.</param>
    /// <param name="cancellationToken">Stops it between two works.</param>
    /// <exception cref="OptionsException">An option is out of range, or asks for what the index does not have.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static WorkGraph Of(ArtIndex index, QueryOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        QueryOptions chosen = options ?? new QueryOptions();
        if (chosen.Top > MostNeighbours) throw new OptionsException(nameof(QueryOptions), [$"Top is {chosen.Top}: a graph has at most {MostNeighbours} neighbours"]);
        IReadOnlyList<WeighedPart> parts = index.Weigh(chosen);
        (int Row, double Distance)[][] nearest = new (int, double)[index.Count][];
        Parallel.For(0, index.Count, new ParallelOptions { CancellationToken = cancellationToken }, row =>
        {
            double[] distances = index.DistancesFrom(row, chosen, parts);
            nearest[row] = [.. Nearest.Of(distances, chosen.Top, row).Select(other => (other, distances[other]))];
        });

        Dictionary<(int, int), WorkLink> links = [];
        for (int row = 0; row < nearest.Length; row++)
        {
            foreach ((int other, double distance) in nearest[row])
            {
                (int, int) key = (Math.Min(row, other), Math.Max(row, other));
                links[key] = new WorkLink(key.Item1, key.Item2, distance, Mutual: links.ContainsKey(key));
            }
        }

        return new WorkGraph([.. Enumerable.Range(0, index.Count).Select(index.Work)], index.Kinds, [.. links.Values.OrderBy(link => link.From).ThenBy(link => link.To)]);
    }
}
