using System.Globalization;
using OnnxStyle.Runtime;

namespace OnnxStyle.Cli.Commands;

/// <summary>Which operators took the time of a run.</summary>
internal static class ProfileTable
{
    private const int Rows = 12;

    /// <summary>Prints the operators of a trace, the slowest first; each node counts once a run of its graph.</summary>
    public static void Print(string path, Terminal terminal)
    {
        (string Name, int Calls, double Milliseconds)[] operators = [.. ProfileReader.Read(path)
            .GroupBy(node => (node.OpType, node.Provider))
            .Select(group => (Name(group.Key.OpType, group.Key.Provider), group.Sum(node => node.Count), group.Sum(node => node.Microseconds) / 1e3))
            .OrderByDescending(row => row.Item3)];
        double total = operators.Sum(row => row.Milliseconds);
        terminal.Note(string.Create(CultureInfo.InvariantCulture, $"Operators took {total / 1e3:0.00} s; {path} opens in ui.perfetto.dev or chrome://tracing."));
        terminal.Note($"{"operator",-28} {"calls",9} {"ms",11} {"share",7}");
        foreach ((string name, int calls, double milliseconds) in operators.Take(Rows)) Row(name, calls, milliseconds);
        if (operators.Length > Rows) Row($"{operators.Length - Rows} others", operators.Skip(Rows).Sum(row => row.Calls), operators.Skip(Rows).Sum(row => row.Milliseconds));

        void Row(string name, int calls, double milliseconds) =>
            terminal.Note(string.Create(CultureInfo.InvariantCulture, $"{name,-28} {calls,9} {milliseconds,11:0.0} {100 * milliseconds / total,5:0.0} %"));
    }

    // The processor is the rule; any other provider is worth a word, for what falls back from it is what makes a run slow.
    private static string Name(string operation, string provider)
    {
        string where = provider.Replace("ExecutionProvider", "", StringComparison.Ordinal);
        return where is "CPU" or "" ? operation : $"{operation} ({where})";
    }
}
