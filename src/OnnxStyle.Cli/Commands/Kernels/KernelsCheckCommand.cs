using System.CommandLine;
using System.Globalization;
using OnnxStyle.Kernels;
using OnnxStyle.Kernels.Checks;

namespace OnnxStyle.Cli.Commands;

/// <summary>Compares the kernels of a device with their definition, case by case.</summary>
internal static class KernelsCheckCommand
{
    public static Command Create(Terminal terminal)
    {
        Option<string> device = KernelDevices.Option();
        Option<string?> kernel = KernelNames.Option();
        return new DocumentedCommand(
            "check",
            "Compare the kernels of a device with plain loops in double: one line a case with its deviation and what it may be. Ends with 5 if one is wrong.",
            "onnxstyle kernels check",
            "onnxstyle kernels check --device cuda:0 --kernel gram")
        {
            device,
            kernel,
        }.Does(terminal, (parsed, cancellationToken) =>
        {
            string? only = parsed.GetValue(kernel);
            using KernelSet set = KernelDevices.Open(parsed.GetValue(device)!);
            terminal.Note($"{set.Name}: {set.Device}");
            int wrong = 0, cases = 0;
            foreach (KernelCase one in KernelCases.All.Where(one => only is null || one.Kernel == only))
            {
                cancellationToken.ThrowIfCancellationRequested();
                KernelCheck check = one.Run(set);
                cases++;
                if (!check.Passed) wrong++;
                terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{(check.Passed ? "ok" : "WRONG"),-6} {one.Kernel,-8} {check.Error:E1} of {check.Tolerance:E1}  {one.Name}{(check.Problem is null ? "" : $": {check.Problem}")}"));
            }

            terminal.Out.WriteLine(wrong == 0 ? $"All {cases} cases are right." : $"{wrong} of {cases} cases are wrong.");
            return wrong == 0 ? ExitCode.Done : ExitCode.BadDevice;
        });
    }
}
