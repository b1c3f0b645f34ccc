using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>
/// Places for the nodes of a graph: springs along the links, and every node pushes the others away (Fruchterman and Reingold 1991; pushes by
/// <see cref="QuadTree"/>). Communities are placed first, as nodes of a small graph, and each begins as a disc as large as its share of the nodes: what belongs
/// together need not find its way through a crowd. Seeded.
/// </summary>
internal static class GraphLayout
{
    private const int CommunityRounds = 200;
    private const int Rounds = 100;
    private const double Pull = 4; // to the middle: parts that no link joins to the others come to rest half a page away, where it equals their push
    private const double FirstStep = 0.03; // of the page, at the start of the rounds for all nodes; discs melt, they do not fly apart

    /// <summary>A place in [0, 1] x [0, 1] for each node.</summary>
    public static (double X, double Y)[] Of(WorkGraph graph)
    {
        int n = graph.Works.Count, groups = graph.Communities.Max() + 1;
        RandomStream random = new(1);
        (double X, double Y)[] centres = new (double, double)[groups];
        for (int i = 0; i < groups; i++) centres[i] = Disc(0.5, ref random);
        int[] sizes = new int[groups];
        foreach (int community in graph.Communities) sizes[community]++;
        (int, int, double)[] between = [.. Enumerable.Range(0, graph.Links.Count)
            .Select(e => (A: graph.Communities[graph.Links[e].From], B: graph.Communities[graph.Links[e].To], Strength: graph.Strengths[e])).Where(link => link.A != link.B)
            .GroupBy(link => (Math.Min(link.A, link.B), Math.Max(link.A, link.B))).Select(group => (group.Key.Item1, group.Key.Item2, Math.Min(1, group.Sum(link => link.Strength) / Math.Min(sizes[group.Key.Item1], sizes[group.Key.Item2]))))];
        Relax(centres, between, CommunityRounds, 0.1);

        (double X, double Y)[] at = new (double, double)[n];
        for (int i = 0; i < n; i++)
        {
            (double x, double y) = Disc(0.5 * Math.Sqrt(sizes[graph.Communities[i]] / (double)n), ref random);
            at[i] = (centres[graph.Communities[i]].X + x - 0.5, centres[graph.Communities[i]].Y + y - 0.5);
        }

        Relax(at, [.. Enumerable.Range(0, graph.Links.Count).Select(e => (graph.Links[e].From, graph.Links[e].To, graph.Strengths[e]))], Rounds, FirstStep);
        double left = at.Min(p => p.X), top = at.Min(p => p.Y), side = Math.Max(1e-9, Math.Max(at.Max(p => p.X) - left, at.Max(p => p.Y) - top));
        return [.. at.Select(p => ((p.X - left) / side, (p.Y - top) / side))];
    }

    // Evenly in a disc around the middle of the page.
    private static (double X, double Y) Disc(double radius, ref RandomStream random)
    {
        double angle = 2 * Math.PI * random.NextDouble(), away = radius * Math.Sqrt(random.NextDouble());
        return (0.5 + (away * Math.Cos(angle)), 0.5 + (away * Math.Sin(angle)));
    }

    // Each round moves every node along its forces by at most a step, which falls to nothing.
    private static void Relax((double X, double Y)[] at, (int From, int To, double Strength)[] links, int rounds, double firstStep)
    {
        int n = at.Length;
        double spring = Math.Sqrt(1.0 / n);
        (double X, double Y)[] push = new (double, double)[n];
        for (int round = 0; round < rounds; round++)
        {
            QuadTree tree = new(at);
            Parallel.For(0, n, i =>
            {
                (double x, double y) = tree.Push(i);
                push[i] = (x * spring * spring, y * spring * spring);
            });
            foreach ((int from, int to, double strength) in links)
            {
                double dx = at[from].X - at[to].X, dy = at[from].Y - at[to].Y, force = Math.Sqrt((dx * dx) + (dy * dy)) / spring * strength;
                push[from] = (push[from].X - (dx * force), push[from].Y - (dy * force));
                push[to] = (push[to].X + (dx * force), push[to].Y + (dy * force));
            }

            double longest = firstStep * (1 - ((double)round / rounds));
            for (int i = 0; i < n; i++)
            {
                double dx = push[i].X - ((at[i].X - 0.5) * Pull), dy = push[i].Y - ((at[i].Y - 0.5) * Pull), length = Math.Sqrt((dx * dx) + (dy * dy));
                if (length > 0) at[i] = (at[i].X + (dx / length * Math.Min(length, longest)), at[i].Y + (dy / length * Math.Min(length, longest)));
            }
        }
    }
}
