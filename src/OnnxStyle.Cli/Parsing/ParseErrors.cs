using System.CommandLine;
using System.CommandLine.Parsing;

namespace OnnxStyle.Cli.Parsing;

/// <summary>Says what is wrong with a command line, and what was perhaps meant.</summary>
internal static class ParseErrors
{
    public static ExitCode Report(ParseResult parsed, Terminal terminal)
    {
        Command command = parsed.CommandResult.Command;
        string[] messages = [.. parsed.Errors.Select(e => e.Message).Distinct()];
        if (command.Subcommands.Count > 0 && parsed.UnmatchedTokens.Count > 0) messages = [.. messages.Where(message => message.Contains($"'{parsed.UnmatchedTokens[0]}'", StringComparison.Ordinal))];
        foreach (string message in messages) terminal.Error.WriteLine($"Error: {message}{Meant(message, parsed)}");
        return PointToHelp(parsed, terminal);
    }

    /// <summary>A word that looks like an option and was taken for a picture or a name, because no option is called so; null: none. After <c>--</c> any word is fine.</summary>
    public static string? StrayOption(IReadOnlyList<string> args, ParseResult parsed) => args.Contains("--") ? null
        : parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).Select(token => token.Value).FirstOrDefault(word => word.Length > 1 && word.StartsWith('-'));

    public static ExitCode ReportStray(string word, ParseResult parsed, Terminal terminal)
    {
        string near = Near(word.Split('=')[0], parsed);
        terminal.Error.WriteLine($"Error: there is no option '{word}'.{(near.Length > 0 ? near : " A file with such a name goes after --.")}");
        return PointToHelp(parsed, terminal);
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

    private static ExitCode PointToHelp(ParseResult parsed, Terminal terminal)
    {
        string path = string.Join(' ', Path(parsed.CommandResult));
        terminal.Error.WriteLine($"`{path} --help` shows the {(parsed.CommandResult.Command.Subcommands.Count > 0 ? "commands" : "options and examples")}.");
        return ExitCode.Usage;
    }

    private static string Meant(string message, ParseResult parsed)
    {
        string? word = parsed.UnmatchedTokens.FirstOrDefault(token => message.Contains($"'{token}'", StringComparison.Ordinal));
        Command command = parsed.CommandResult.Command;
        if (word is null) return message.StartsWith("Required command", StringComparison.Ordinal) ? $" The commands are {Names(command)}." : "";
        string near = Near(word, parsed);
        if (near.Length > 0) return near;
        return command.Subcommands.Count > 0 && !word.StartsWith('-') ? $" The commands are {Names(command)}." : "";
    }

    private static string Near(string word, ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;
        IEnumerable<string> known = word.StartsWith('-')
            ? Path(parsed.CommandResult).Length > 1 ? command.Options.Concat(parsed.RootCommandResult.Command.Options).Select(option => option.Name) : command.Options.Select(option => option.Name)
            : command.Subcommands.Select(sub => sub.Name);
        string[] near = Nearest(word, known);
        return near.Length > 0 ? $" Did you mean {string.Join(" or ", near)}?" : "";
    }

    /// <summary>Those of some words that another is most likely a slip of; at most three.</summary>
    public static string[] Nearest(string word, IEnumerable<string> known)
    {
        (string Name, int Distance)[] close = [.. known.Select(name => (name, name.Length > word.Length && word.Length > 3 && name.StartsWith(word, StringComparison.Ordinal) ? 0 : Distance(word, name)))
            .Where(pair => pair.Item2 <= Math.Max(2, pair.name.Length / 3))];
        return [.. close.Where(pair => pair.Distance == close.Min(other => other.Distance)).Select(pair => pair.Name).Take(3)];
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
