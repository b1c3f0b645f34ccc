using System.CommandLine;
using OnnxStyle.Tensors;
#if GPU
using OnnxStyle.Kernels.Gpu;
#endif

namespace OnnxStyle.Cli.Commands;

/// <summary>Writes the kernels as NVIDIA's assembly, with no GPU present.</summary>
internal static class KernelsEmitCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<string> target = new("--target") { Description = "The architecture.", HelpName = "sm_NN", DefaultValueFactory = _ => "sm_90" };
        Option<string> folder = new("--output", "-o") { Description = "The folder for one .ptx file a kernel.", HelpName = "FOLDER", Required = true };
        return new DocumentedCommand(
            "emit",
            "Write the PTX of every GPU kernel, with no GPU present (builds with -p:Gpu=true).",
            "onnxstyle kernels emit -o ptx",
            "onnxstyle kernels emit --target sm_80 -o ptx-sm_80")
        {
            target,
            folder,
        }.Does(terminal, (parsed, _) =>
        {
            foreach ((string name, string text) in Emit(parsed.GetValue(target)!))
            {
                string path = Path.Combine(parsed.GetValue(folder)!, $"{name}.ptx");
                OutputFile.PrepareFolder(path);
                AtomicFile.WriteAllText(path, text);
                terminal.Out.WriteLine(path);
            }

            return ExitCode.Done;
        });
    }

#if GPU
    private static IEnumerable<(string Name, string Text)> Emit(string target) => PtxEmitter.Emit(target);
#else
    private static IEnumerable<(string Name, string Text)> Emit(string target) => throw new OptionsException("kernels emit", [$"{target} has no PTX here: {KernelDevices.NotBuilt}"]);
#endif
}
