using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using OnnxStyle.Cli.Commands;
using OnnxStyle.Cli.Parsing;

namespace OnnxStyle.Cli;

/// <summary>The command <c>onnxstyle</c> without the process around it: tests call it as the shell does.</summary>
public static class CommandLineProgram
{
    private static readonly Option<bool> Verbose = new("--verbose") { Description = "Show traces of errors and more about what happens.", Recursive = true };

    private static readonly Option<bool> Quiet = new("--quiet") { Description = "No progress and no notes on stderr; errors still.", Recursive = true };

    /// <summary>Parses a command line and does what it says.</summary>
    /// <param name="args">The words after <c>onnxstyle</c>.</param>
    /// <param name="output">Receives results: paths, tables, JSON.</param>
    /// <param name="error">Receives progress, notes and errors.</param>
    /// <param name="interactive">Whether <paramref name="error"/> is a screen on which a progress bar can be drawn.</param>
    /// <param name="cancellationToken">Stops a run; the best picture so far and a checkpoint are kept.</param>
    /// <returns>The exit code of the process.</returns>
    public static async Task<ExitCode> InvokeAsync(
        IReadOnlyList<string> args, TextWriter output, TextWriter error, bool interactive = false, CancellationToken cancellationToken = default)
    {
        Terminal terminal = new(output, error, interactive);
        RootCommand root = Create(terminal);
        ParseResult parsed = root.Parse(args);
        if (parsed.Action is ParseErrorAction) return ParseErrors.Report(parsed, terminal);
        if (ParseErrors.StrayOption(args, parsed) is string stray) return ParseErrors.ReportStray(stray, parsed, terminal);
        terminal.Verbose = parsed.GetValue(Verbose);
        terminal.Quiet = parsed.GetValue(Quiet);
        using CancellationTokenRegistration stopping = cancellationToken.Register(() =>
            terminal.Note($"\nStopping{(terminal.WhenStopped is string fate ? $": {fate}" : "")}. Once more ends at once."));
        InvocationConfiguration configuration = new()
        {
            Output = output,
            Error = error,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null,
        };
        return (ExitCode)await parsed.InvokeAsync(configuration, cancellationToken).ConfigureAwait(false);
    }

    internal static RootCommand Create(Terminal terminal)
    {
        RootCommand root = new("Paints photographs in the style of paintings, through ONNX graphs. The exit codes are 0 done, 1 bug, 2 usage, 3 bad input file, 4 model missing or damaged, 5 device or library, 6 cannot write, 130 stopped by Ctrl-C.")
        {
            Verbose,
            Quiet,
            StylizeCommand.Create(terminal),
            ReconstructCommand.Create(terminal),
            TextureCommand.Create(terminal),
            FigureCommand.Create(terminal),
            PhotoCommand.Create(terminal),
            PhotoScoreCommand.Create(terminal),
            EasternCommand.Create(terminal),
            StrotssCommand.Create(terminal),
            EdgesCommand.Create(terminal),
            AffineCommand.Create(terminal),
            MattingCommand.Create(terminal),
            ScoreCommand.Create(terminal),
            DoctorCommand.Create(terminal),
            ModelCommand.Create(terminal),
            RecommendCommand.Create(terminal),
            TrainCommand.Create(terminal),
            ClassifyCommand.Create(terminal),
            ActivationsCommand.Create(terminal),
            KernelsCommand.Create(terminal),
        };
        HelpOption help = root.Options.OfType<HelpOption>().Single();
        help.Action = new ExamplesHelpAction((HelpAction)help.Action!);
        return root;
    }
}
