namespace OnnxStyle.Cli.Tests;

/// <summary>Calls the command as a shell does.</summary>
internal static class Shell
{
    public static async Task<(ExitCode Code, string Out, string Error)> Run(params string[] args) => await Run(CancellationToken.None, args);

    public static async Task<(ExitCode Code, string Out, string Error)> Run(CancellationToken cancellationToken, params string[] args)
    {
        StringWriter output = new() { NewLine = "\n" }, error = new() { NewLine = "\n" };
        ExitCode code = await CommandLineProgram.InvokeAsync(args, TextWriter.Synchronized(output), TextWriter.Synchronized(error), cancellationToken: cancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
