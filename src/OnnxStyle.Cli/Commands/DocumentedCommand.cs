using System.CommandLine;

namespace OnnxStyle.Cli.Commands;

/// <summary>A command whose help ends with examples.</summary>
internal sealed class DocumentedCommand(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Whole command lines.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>Sets what the command does; failures become a sentence and an exit code.</summary>
    public DocumentedCommand Does(Terminal terminal, Func<ParseResult, CancellationToken, Task<ExitCode>> action)
    {
        SetAction(async (parsed, cancellationToken) =>
        {
            try
            {
                return (int)await action(parsed, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception error) when (error is not StackOverflowException)
            {
                return (int)Failures.Report(error, terminal);
            }
        });
        return this;
    }

    /// <summary>As the other, for work that does not wait.</summary>
    public DocumentedCommand Does(Terminal terminal, Func<ParseResult, CancellationToken, ExitCode> action) =>
        Does(terminal, (parsed, cancellationToken) => Task.FromResult(action(parsed, cancellationToken)));
}
