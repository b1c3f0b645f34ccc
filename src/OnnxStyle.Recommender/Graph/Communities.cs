namespace OnnxStyle.Recommender;

/// <summary>
/// Communities by modularity (Blondel, Guillaume, Lambiotte and Lefebvre 2008): each node goes where modularity gains most until none gains, then
/// communities become nodes and it begins again. Nodes are taken in their order and of equal gains the lowest community wins, so that a graph has one answer.
/// </summary>
internal static class Communities
{
    private const int MostSweeps = 50;
    private const double LeastGain = 1e-12;

    /// <summary>The community of each node, numbered by size from 0, the largest first, of equal ones the one with the first node.</summary>
    public static int[] Find(IReadOnlyList<IReadOnlyList<(int Row, double Strength)>> neighbours)
    {
        int[] community = [.. Enumerable.Range(0, neighbours.Count)];
        Dictionary<int, double>[] links = [.. neighbours.Select(list =>
        {
            Dictionary<int, double> merged = [];
            foreach ((int row, double strength) in list) merged[row] = merged.GetValueOrDefault(row) + strength;
            return merged;
        })];
        while (true)
        {
            int[] moved = MoveNodes(links);
            int[] labels = [.. moved.Distinct().Order()];
            if (labels.Length == links.Length) break;
            int[] number = [.. moved.Select(label => Array.BinarySearch(labels, label))];
            for (int i = 0; i < community.Length; i++) community[i] = number[community[i]];
            links = Merge(links, number, labels.Length);
        }

        Dictionary<int, int> bySize = community.Select((label, row) => (label, row)).GroupBy(pair => pair.label)
            .OrderByDescending(group => group.Count()).ThenBy(group => group.First().row).Select((group, rank) => (group.Key, rank)).ToDictionary();
        return [.. community.Select(label => bySize[label])];
    }

    /// <summary>Newman's modularity of a division, -0.5 to 1.</summary>
    public static double Modularity(IReadOnlyList<IReadOnlyList<(int Row, double Strength)>> neighbours, IReadOnlyList<int> community)
    {
        double total = neighbours.Sum(list => list.Sum(link => link.Strength)), inside = 0;
        if (total == 0) return 0;
        Dictionary<int, double> degrees = [];
        for (int i = 0; i < neighbours.Count; i++)
        {
            foreach ((int row, double strength) in neighbours[i])
            {
                if (community[row] == community[i]) inside += strength;
                degrees[community[i]] = degrees.GetValueOrDefault(community[i]) + strength;
            }
        }

        return (inside / total) - degrees.Values.Sum(degree => degree / total * (degree / total));
    }

    private static int[] MoveNodes(Dictionary<int, double>[] links)
    {
        double[] degree = [.. links.Select(list => list.Values.Sum())], inCommunity = [.. degree];
        double total = degree.Sum();
        int[] community = [.. Enumerable.Range(0, links.Length)];
        bool moved = total > 0;
        for (int sweep = 0; moved && sweep < MostSweeps; sweep++)
        {
            moved = false;
            for (int node = 0; node < links.Length; node++)
            {
                Dictionary<int, double> to = new() { [community[node]] = 0 };
                foreach ((int other, double strength) in links[node])
                    if (other != node) to[community[other]] = to.GetValueOrDefault(community[other]) + strength;
                inCommunity[community[node]] -= degree[node];
                double Gain(int label) => to[label] - (inCommunity[label] * degree[node] / total);
                int best = community[node];
                foreach (int label in to.Keys.Order())
                    if (Gain(label) > Gain(best) + LeastGain) best = label;
                inCommunity[best] += degree[node];
                moved |= best != community[node];
                community[node] = best;
            }
        }

        return community;
    }

    private static Dictionary<int, double>[] Merge(Dictionary<int, double>[] links, int[] number, int count)
    {
        Dictionary<int, double>[] merged = [.. Enumerable.Range(0, count).Select(_ => new Dictionary<int, double>())];
        for (int node = 0; node < links.Length; node++)
        {
            foreach ((int other, double strength) in links[node])
                merged[number[node]][number[other]] = merged[number[node]].GetValueOrDefault(number[other]) + strength; // a link inside counts from both ends, as a loop must
        }

        return merged;
    }
}
