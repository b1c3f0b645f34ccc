using System.Runtime.InteropServices;
using OnnxStyle.Cli;

using CancellationTokenSource stop = new();
int presses = 0;
void Interrupt(PosixSignalContext context)
{
    if (Interlocked.Increment(ref presses) > 1) return; // the second press takes the system's way: the process ends at once
    context.Cancel = true;
    stop.Cancel();
}

using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
bool interactive = !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("NO_PROGRESS") is null && Environment.GetEnvironmentVariable("TERM") != "dumb";
try
{
    return (int)await CommandLineProgram.InvokeAsync(args, Console.Out, Console.Error, interactive, stop.Token);
}
catch (Exception error) when (error is IOException or UnauthorizedAccessException)
{
    return (int)ExitCode.CannotWrite; // stderr itself is closed or full: there is nowhere left to say so
}
