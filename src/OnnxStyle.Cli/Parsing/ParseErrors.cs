using System.CommandLine;
using System.CommandLine.Parsing;

namespace OnnxStyle.Cli.Parsing;

/// <summary>Says what is wrong with a command line, and what was perhaps meant.</summary>
internal static class ParseErrors
{
    public static ExitCode Report(ParseResult parsed, Terminal terminal)
    {
        Command command = parsed.CommandResult.Command;
        foreach (string message in parsed.Errors.Select(e => e.Message).Distinct()) terminal.Error.WriteLine($"Error: {message}{Meant(message, parsed)}");
        string path = string.Join(' ', Path(parsed.CommandResult));
        terminal.Error.WriteLine($"`{path} --help` shows the {(command.Subcommands.Count > 0 ? "commands" : "options and examples")}.");
        return ExitCode.Usage;
    }

    /// <summary>The number of letters to insert, delete, replace or swap with a neighbour to turn one word into the other.</summary>
    public static int Distance(string a, string b)
    {
        int[,] d = new int[a.Length + 1, b.Length + 1];
        for (int i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (int j = 0; j <= b.Length; j++) d[0, j] = j;
        for (int i = 1; i <= a.Length; i++)
            for (int j = 1; j <= b.Length; j++)
            {
                int cost = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }

        return d[a.Length, b.Length];
    }

    private static string Meant(string message, ParseResult parsed)
    {
        string? word = parsed.UnmatchedTokens.FirstOrDefault(token => message.Contains($"'{token}'", StringComparison.Ordinal));
        Command command = parsed.CommandResult.Command;
        if (word is null) return message.StartsWith("Required command", StringComparison.Ordinal) ? $" The commands are {Names(command)}." : "";
        IEnumerable<string> known = word.StartsWith('-')
            ? Path(parsed.CommandResult).Length > 1 ? command.Options.Concat(parsed.RootCommandResult.Command.Options).Select(option => option.Name) : command.Options.Select(option => option.Name)
            : command.Subcommands.Select(sub => sub.Name);
        (string Name, int Distance)[] close = [.. known.Select(name => (name, name.Length > word.Length && word.Length > 3 && name.StartsWith(word, StringComparison.Ordinal) ? 0 : Distance(word, name)))
            .Where(pair => pair.Item2 <= Math.Max(2, pair.name.Length / 3))];
        string[] near = [.. close.Where(pair => pair.Distance == close.Min(other => other.Distance)).Select(pair => pair.Name).Take(3)];
        if (near.Length > 0) return $" Did you mean {string.Join(" or ", near)}?";
        return command.Subcommands.Count > 0 && !word.StartsWith('-') ? $" The commands are {Names(command)}." : "";
    }

    private static string Names(Command command) => string.Join(", ", command.Subcommands.Select(sub => sub.Name));

    private static string[] Path(CommandResult result)
    {
        List<string> names = [];
        for (SymbolResult? at = result; at is not null; at = at.Parent)
            if (at is CommandResult { Command: Command command }) names.Insert(0, command is RootCommand ? "onnxstyle" : command.Name);
        return [.. names];
    }
}
