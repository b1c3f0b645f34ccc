namespace OnnxStyle.Cli.Commands;

/// <summary>One thing that the doctor looked at.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="Verdict">How it is.</param>
/// <param name="Text">What was found.</param>
/// <param name="Remedy">What to do, or null.</param>
/// <param name="Failure">The exit code when it is missing.</param>
internal sealed record Finding(string Name, Verdict Verdict, string Text, string? Remedy = null, ExitCode Failure = ExitCode.BadDevice);
