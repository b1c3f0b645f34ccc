using System.CommandLine;

namespace OnnxStyle.Cli.Commands;

/// <summary>The hand-written kernels: where they run, whether they are right, how fast they are.</summary>
internal static class KernelsCommand
{
    public static Command Create(Terminal terminal) => new DocumentedCommand(
        "kernels",
        "List, check, time and emit the kernels for Gram matrices, cosine distances and matting Laplacians.",
        "onnxstyle kernels check",
        "onnxstyle kernels bench --device cuda --kernel gram")
    {
        KernelsListCommand.Create(terminal),
        KernelsCheckCommand.Create(terminal),
        KernelsBenchCommand.Create(terminal),
        KernelsEmitCommand.Create(terminal),
    };
}
