namespace OnnxStyle.Recommender;

/// <summary>The smallest of many distances.</summary>
internal static class Nearest
{
    /// <summary>The rows of the smallest distances in their order, of equal ones the lower row first, one row left out.</summary>
    public static int[] Of(ReadOnlySpan<double> distances, int count, int without)
    {
        // A heap whose top is the worst of those kept; the worst is the largest distance, of equal ones the highest row.
        PriorityQueue<int, (double Distance, int Row)> kept = new(Comparer<(double Distance, int Row)>.Create((a, b) => b.CompareTo(a)));
        for (int row = 0; row < distances.Length; row++)
        {
            if (row == without) continue;
            if (kept.Count < count) kept.Enqueue(row, (distances[row], row));
            else if (kept.TryPeek(out _, out (double Distance, int Row) worst) && distances[row] < worst.Distance) kept.EnqueueDequeue(row, (distances[row], row));
        }

        int[] rows = new int[kept.Count];
        for (int i = rows.Length - 1; i >= 0; i--) rows[i] = kept.Dequeue();
        return rows;
    }
}
