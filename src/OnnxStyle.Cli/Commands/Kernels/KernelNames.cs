using System.CommandLine;
using OnnxStyle.Kernels.Checks;

namespace OnnxStyle.Cli.Commands;

/// <summary>The kernels by name.</summary>
internal static class KernelNames
{
    private static readonly string[] Names = [.. KernelCases.All.Select(one => one.Kernel).Distinct()];

    public static Option<string?> Option()
    {
        Option<string?> option = new("--kernel") { Description = "Only this kernel. [default: all]", HelpName = string.Join('|', Names) };
        option.Validators.Add(result =>
        {
            string? name = result.GetValueOrDefault<string?>();
            if (name is not null && !Names.Contains(name)) result.AddError($"--kernel {name}: expected {string.Join(", ", Names)}.");
        });
        return option;
    }
}
