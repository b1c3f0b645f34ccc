namespace OnnxStyle.Recommender;

/// <summary>Places for the nodes of a graph: springs along the links, and every node pushes the others away (Fruchterman and Reingold 1991). Seeded.</summary>
internal static class GraphLayout
{
    private const int Rounds = 150;
    private const int PushedAt = 400; // nodes that each one pushes in a round: all of a small graph, a drawn sample of a large one

    /// <summary>A place in [0, 1] x [0, 1] for each node.</summary>
    public static (double X, double Y)[] Of(WorkGraph graph)
    {
        int n = graph.Works.Count;
        RandomStream random = new(1);
        (double X, double Y)[] at = new (double, double)[n];
        for (int i = 0; i < n; i++) at[i] = (random.NextDouble(), random.NextDouble());
        double spring = Math.Sqrt(1.0 / n);
        int sample = Math.Min(n - 1, PushedAt);
        for (int round = 0; round < Rounds; round++)
        {
            (double X, double Y)[] push = new (double, double)[n];
            for (int i = 0; i < n; i++)
            {
                for (int s = 0; s < sample; s++)
                {
                    int other = sample == n - 1 ? (i + s + 1) % n : random.Below(n);
                    double dx = at[i].X - at[other].X, dy = at[i].Y - at[other].Y, squared = Math.Max(1e-9, (dx * dx) + (dy * dy));
                    double force = spring * spring / squared * (n - 1) / sample;
                    push[i] = (push[i].X + (dx * force), push[i].Y + (dy * force));
                }
            }

            for (int e = 0; e < graph.Links.Count; e++)
            {
                WorkLink link = graph.Links[e];
                double dx = at[link.From].X - at[link.To].X, dy = at[link.From].Y - at[link.To].Y, force = Math.Sqrt((dx * dx) + (dy * dy)) / spring * graph.Strengths[e];
                push[link.From] = (push[link.From].X - (dx * force), push[link.From].Y - (dy * force));
                push[link.To] = (push[link.To].X + (dx * force), push[link.To].Y + (dy * force));
            }

            double longest = 0.1 * (1 - ((double)round / Rounds)); // of a step; it cools down
            for (int i = 0; i < n; i++)
            {
                // A weak pull to the middle keeps parts that no link joins on one page.
                double dx = push[i].X - ((at[i].X - 0.5) * 0.5), dy = push[i].Y - ((at[i].Y - 0.5) * 0.5), length = Math.Sqrt((dx * dx) + (dy * dy));
                if (length > 0) at[i] = (at[i].X + (dx / length * Math.Min(length, longest)), at[i].Y + (dy / length * Math.Min(length, longest)));
            }
        }

        double left = at.Min(p => p.X), top = at.Min(p => p.Y), side = Math.Max(1e-9, Math.Max(at.Max(p => p.X) - left, at.Max(p => p.Y) - top));
        return [.. at.Select(p => ((p.X - left) / side, (p.Y - top) / side))];
    }
}
