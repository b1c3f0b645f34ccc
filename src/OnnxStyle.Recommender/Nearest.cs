using System.Runtime.CompilerServices;

namespace OnnxStyle.Recommender;

/// <summary>Keeps the smallest of many distances, of equal ones those of the lower rows.</summary>
/// <param name="count">How many are kept, 1 or more.</param>
internal sealed class Nearest(int count)
{
    // The top is the worst of those kept: the largest distance, of equal ones the highest row.
    private readonly PriorityQueue<int, (double Distance, int Row)> kept = new(Comparer<(double Distance, int Row)>.Create((a, b) => b.CompareTo(a)));
    private (double Distance, int Row) worst = (double.PositiveInfinity, int.MaxValue);

    /// <summary>The rows of the smallest distances in their order, one row left out.</summary>
    public static int[] Of(ReadOnlySpan<double> distances, int count, int without)
    {
        Nearest nearest = new(count);
        nearest.Offer(0, distances, without);
        return [.. nearest.Take().Select(item => item.Row)];
    }

    /// <summary>Looks at the distances of rows that follow each other.</summary>
    /// <param name="first">The first of the rows.</param>
    /// <param name="distances">The distance of each.</param>
    /// <param name="without">A row that does not count.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Offer(int first, ReadOnlySpan<double> distances, int without)
    {
        for (int i = 0; i < distances.Length; i++)
            if (distances[i] <= worst.Distance && first + i != without) Offer((distances[i], first + i));
    }

    /// <summary>Takes over what another one kept.</summary>
    public void Offer(Nearest other)
    {
        foreach ((int _, (double Distance, int Row) item) in other.kept.UnorderedItems) Offer(item);
    }

    /// <summary>Takes everything out, the smallest first.</summary>
    public (double Distance, int Row)[] Take()
    {
        (double Distance, int Row)[] sorted = new (double, int)[kept.Count];
        for (int i = sorted.Length - 1; kept.TryDequeue(out _, out (double Distance, int Row) item); i--) sorted[i] = item;
        return sorted;
    }

    private void Offer((double Distance, int Row) item)
    {
        if (kept.Count < count) kept.Enqueue(item.Row, item);
        else if (item.CompareTo(worst) < 0) kept.EnqueueDequeue(item.Row, item);
        if (kept.Count == count) kept.TryPeek(out _, out worst);
    }
}
