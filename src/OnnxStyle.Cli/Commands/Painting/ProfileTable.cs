using System.Globalization;
using OnnxStyle.Runtime;

namespace OnnxStyle.Cli.Commands;

/// <summary>Which operators and which nodes took the time of a run.</summary>
internal static class ProfileTable
{
    private const int Rows = 10;

    /// <summary>Prints the operators and the nodes of a trace, the dearest first; each node counts once a run of its graph.</summary>
    public static void Print(string path, Terminal terminal)
    {
        IReadOnlyList<ProfileNode> nodes = ProfileReader.Read(path);
        double total = nodes.Sum(node => node.Microseconds) / 1e3;
        ProfileNode[] operators = [.. nodes.GroupBy(node => Name(node.OpType, node.Provider)).Select(group => new ProfileNode
        {
            Name = group.Key,
            Count = group.Sum(node => node.Count),
            Microseconds = group.Sum(node => node.Microseconds),
            Operations = group.Sum(node => node.Operations),
        })
        .OrderByDescending(row => row.Microseconds)];
        terminal.Note(string.Create(CultureInfo.InvariantCulture, $"Nodes took {total / 1e3:0.00} s; {path} opens in ui.perfetto.dev or chrome://tracing."));
        Table("operator", operators, "operators");
        Table("node", [.. nodes.Select(node => node with { Name = $"{node.Name} ({Name(node.OpType, node.Provider)})" })], "nodes");

        void Table(string title, IReadOnlyList<ProfileNode> rows, string kind)
        {
            int width = Math.Max(24, rows.Take(Rows).Max(row => row.Name.Length));
            terminal.Note($"{title.PadRight(width)} {"calls",9} {"ms",11} {"share",7} {"GFLOP/s",9}");
            foreach (ProfileNode row in rows.Take(Rows)) Row(row.Name, row);
            if (rows.Count > Rows) Row($"{rows.Count - Rows} other {kind}", new ProfileNode { Count = rows.Skip(Rows).Sum(row => row.Count), Microseconds = rows.Skip(Rows).Sum(row => row.Microseconds) });

            void Row(string name, ProfileNode row)
            {
                double milliseconds = row.Microseconds / 1e3;
                string rate = row.Operations > 0 ? row.GigaflopsPerSecond.ToString("0.0", CultureInfo.InvariantCulture) : "";
                terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{name.PadRight(width)} {row.Count,9} {milliseconds,11:0.0} {100 * milliseconds / total,5:0.0} % {rate,9}").TrimEnd());
            }
        }
    }

    // The processor is the rule; any other provider is worth a word, for what falls back from it is what makes a run slow.
    private static string Name(string operation, string provider)
    {
        string where = provider.Replace("ExecutionProvider", "", StringComparison.Ordinal);
        return where is "CPU" or "" ? operation : $"{operation} on {where}";
    }
}
