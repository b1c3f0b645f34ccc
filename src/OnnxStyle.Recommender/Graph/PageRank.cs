namespace OnnxStyle.Recommender;

/// <summary>PageRank (Brin and Page 1998) along links in both directions, each by its strength; damping 0.85.</summary>
internal static class PageRank
{
    private const double Damping = 0.85;
    private const int MostIterations = 200;
    private const double Enough = 1e-10; // sum of absolute changes

    public static double[] Of(List<(int Row, double Strength)>[] neighbours)
    {
        int n = neighbours.Length;
        double[] rank = [.. Enumerable.Repeat(1.0 / n, n)], total = [.. neighbours.Select(list => list.Sum(link => link.Strength))];
        for (int iteration = 0; iteration < MostIterations; iteration++)
        {
            double lost = 0; // what works without a link hand to all
            for (int i = 0; i < n; i++) lost += total[i] > 0 ? 0 : rank[i];
            double[] next = [.. Enumerable.Repeat((1 - Damping + (Damping * lost)) / n, n)];
            for (int i = 0; i < n; i++)
                foreach ((int row, double strength) in neighbours[i]) next[row] += Damping * rank[i] * strength / total[i];
            double change = 0;
            for (int i = 0; i < n; i++) change += Math.Abs(next[i] - rank[i]);
            rank = next;
            if (change < Enough) break;
        }

        return rank;
    }
}
