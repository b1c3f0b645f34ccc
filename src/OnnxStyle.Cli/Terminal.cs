using Spectre.Console;

namespace OnnxStyle.Cli;

/// <summary>Where a command writes: results to <see cref="Out"/>, everything else to <see cref="Error"/>.</summary>
internal sealed class Terminal(TextWriter output, TextWriter error, bool interactive)
{
    /// <summary>For what a script reads: paths, tables, JSON.</summary>
    public TextWriter Out { get; } = output;

    /// <summary>For what a person reads: progress, notes, errors.</summary>
    public TextWriter Error { get; } = error;

    /// <summary>Whether <see cref="Error"/> is a screen that can redraw its lines.</summary>
    public bool Interactive { get; } = interactive;

    /// <summary>Whether traces and details are wanted.</summary>
    public bool Verbose { get; set; }

    /// <summary>Whether progress and notes are unwanted.</summary>
    public bool Quiet { get; set; }

    /// <summary>What becomes of the work if it is stopped now, such as <c>nothing will be written</c>; null: nothing worth a word.</summary>
    public string? WhenStopped { get; set; }

    /// <summary>A remark for the person at the keyboard.</summary>
    public void Note(string text)
    {
        if (!Quiet) Error.WriteLine(text);
    }

    /// <summary>A console of Spectre's that draws on <see cref="Error"/>.</summary>
    public IAnsiConsole ErrorConsole() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = Interactive ? AnsiSupport.Detect : AnsiSupport.No,
        Interactive = Interactive ? InteractionSupport.Yes : InteractionSupport.No,
        Out = new AnsiConsoleOutput(Error),
    });
}
