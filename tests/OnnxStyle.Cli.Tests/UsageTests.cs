using System.CommandLine;
using OnnxStyle.Cli.Commands;
using OnnxStyle.Cli.Parsing;

namespace OnnxStyle.Cli.Tests;

public sealed class UsageTests
{
    [Theory]
    [InlineData("modle", "Did you mean model?")]
    [InlineData("docter", "Did you mean doctor?")]
    [InlineData("xyzzy", "The commands are ")]
    [InlineData("model lits", "Did you mean list?")]
    [InlineData("stylize a.png b.png --iteration 3", "Did you mean --iterations?")]
    [InlineData("stylize a.png --zzzzzzzz=1 b.png", "goes after --.")]
    [InlineData("model normalize encoder a.png --sise 64", "Did you mean --size?")]
    [InlineData("doctor --jsno", "Did you mean --json?")]
    [InlineData("doctor --verbsoe", "Did you mean --verbose?")]
    [InlineData("model", "The commands are list, ")]
    [InlineData("", "The commands are ")]
    public async Task A_typo_is_answered_with_what_there_is(string line, string expected)
    {
        (ExitCode code, string output, string error) = await Shell.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(ExitCode.Usage, code);
        Assert.Equal("", output);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.EndsWith(" --help` shows the commands.\n", error.Replace("options and examples", "commands", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_that_is_closed_is_no_bug_of_the_program()
    {
        StringWriter error = new();
        Assert.Equal(ExitCode.CannotWrite, Failures.Report(new IOException("Broken pipe"), new Terminal(TextWriter.Null, error, false)));
        Assert.StartsWith("Error: The output could not be written: Broken pipe.", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_command_is_one_error_however_many_words_follow() =>
        Assert.Single((await Shell.Run("stylise", "a.png", "b.png")).Error.Split('\n'), line => line.StartsWith("Error:", StringComparison.Ordinal));

    [Theory]
    [InlineData("LaterIterations is -1: expected 1 or more", "--later-iterations is -1: expected 1 or more")]
    [InlineData("Optimizer.LearningRate is 0: expected a finite number above 0", "--learning-rate is 0: expected a finite number above 0")]
    [InlineData("StyleWeights has 2 weights for 1 styles: give one for each", "--style-weights has 2 weights for 1 styles: give one for each")]
    [InlineData("'Size' in 'Layers' is no layer", null)]
    public void Messages_name_options_and_not_properties(string problem, string? expected) => Assert.Equal(expected, OptionNames.Translate(problem));

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("style", "style", 0)]
    [InlineData("style", "styel", 1)]
    [InlineData("style", "stle", 1)]
    [InlineData("size", "seed", 3)]
    public void Distance_counts_letters(string a, string b, int distance)
    {
        Assert.Equal(distance, ParseErrors.Distance(a, b));
        Assert.Equal(distance, ParseErrors.Distance(b, a));
    }

    public static TheoryData<string> Commands => [.. Lines(CommandLineProgram.Create(new Terminal(TextWriter.Null, TextWriter.Null, false)), "")];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_has_help_with_two_examples_that_parse(string line)
    {
        (ExitCode code, string output, string error) = await Shell.Run([.. line.Split(' '), "--help"]);
        Assert.Equal(ExitCode.Done, code);
        Assert.Equal("", error);
        string[] examples = output[output.IndexOf("Examples:", StringComparison.Ordinal)..].Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)[1..];
        Assert.True(examples.Length >= 2, line);
        RootCommand root = CommandLineProgram.Create(new Terminal(TextWriter.Null, TextWriter.Null, false));
        foreach (string example in examples)
        {
            Assert.StartsWith("onnxstyle ", example, StringComparison.Ordinal);
            Assert.Empty(root.Parse(example["onnxstyle ".Length..]).Errors);
        }
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_option_says_what_it_does(string line)
    {
        Command command = CommandLineProgram.Create(new Terminal(TextWriter.Null, TextWriter.Null, false)).Parse(line).CommandResult.Command;
        Assert.NotEmpty(command.Description!);
        Assert.All(command.Options.Cast<Symbol>().Concat(command.Arguments), symbol => Assert.True(symbol.Description?.EndsWith('.') == true || symbol.Description?.EndsWith(']') == true || symbol.Name is "--help", $"{line} {symbol.Name}: '{symbol.Description}'"));
    }

    private static IEnumerable<string> Lines(Command command, string path)
    {
        foreach (Command sub in command.Subcommands)
        {
            string line = $"{path} {sub.Name}".Trim();
            if (sub.Subcommands.Count == 0) yield return line;
            foreach (string deeper in Lines(sub, line)) yield return deeper;
        }
    }
}
