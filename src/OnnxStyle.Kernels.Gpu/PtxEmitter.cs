using System.Text.RegularExpressions;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime.Cuda;
using OnnxStyle.Tensors;

namespace OnnxStyle.Kernels.Gpu;

/// <summary>Compiles the kernels to PTX, the assembly language of NVIDIA's GPUs, with no GPU present.</summary>
public static partial class PtxEmitter
{
    /// <summary>Architectures and the first instruction set that has each (PTX ISA manual, section "Release Notes").</summary>
    private static readonly (int Number, CudaInstructionSet Instructions)[] Targets =
    [
        (70, CudaInstructionSet.ISA_60), (75, CudaInstructionSet.ISA_63), (80, CudaInstructionSet.ISA_70), (86, CudaInstructionSet.ISA_71),
        (89, CudaInstructionSet.ISA_78), (90, CudaInstructionSet.ISA_78), (100, CudaInstructionSet.ISA_86), (120, CudaInstructionSet.ISA_87),
    ];

    /// <summary>The names of the kernels; in PTX, and in a profiler, each has <c>Kernel_</c> before it.</summary>
    public static IReadOnlyList<string> Kernels { get; } = [.. EntryPoints.All.Select(entry => entry.Name)];

    /// <summary>Compiles every kernel.</summary>
    /// <param name="target">An architecture as NVIDIA names it: <c>sm_80</c> or <c>sm_90</c>.</param>
    /// <returns>
    /// Name and PTX of each, as the driver of such a GPU gets it: the text says <c>.target sm_80</c> at most, since ILGPU 1.5.3 writes the lowest
    /// architecture that has all it uses, and the driver (or <c>ptxas -arch</c>) compiles that for the card. Symbols are numbered from 0 in order of appearance, so that
    /// the text is the same every time.
    /// </returns>
    /// <exception cref="OptionsException">The target is not one of those.</exception>
    public static IEnumerable<(string Name, string Text)> Emit(string target)
    {
        ArgumentNullException.ThrowIfNull(target);
        (CudaArchitecture architecture, CudaInstructionSet instructions) = Find(target);
        return Compile(architecture, instructions);
    }

    /// <summary>Gives labels and parameters numbers in order of appearance: ILGPU's own differ from run to run.</summary>
    internal static string Normalize(string text)
    {
        Dictionary<string, string> names = [];
        return Symbol().Replace(text, match =>
        {
            if (!names.TryGetValue(match.Value, out string? name)) names[match.Value] = name = $"{match.Groups["stem"].Value}{names.Count}";
            return name;
        });
    }

    private static IEnumerable<(string Name, string Text)> Compile(CudaArchitecture architecture, CudaInstructionSet instructions)
    {
        foreach ((string name, Delegate kernel) in EntryPoints.All)
        {
            using Context context = Context.Create(builder => builder.EnableAlgorithms().Optimize(OptimizationLevel.O2));
            using PTXBackend backend = new(context, architecture, instructions, null!);
            PTXCompiledKernel compiled = (PTXCompiledKernel)backend.Compile(EntryPointDescription.FromExplicitlyGroupedKernel(kernel.Method), default);
            yield return (name, Normalize(compiled.PTXAssembly));
        }
    }

    private static (CudaArchitecture Architecture, CudaInstructionSet Instructions) Find(string target)
    {
        foreach ((int number, CudaInstructionSet instructions) in Targets)
        {
            if (target == $"sm_{number}") return (new CudaArchitecture(number / 10, number % 10), instructions);
        }

        throw new OptionsException("emit", [$"target is one of {string.Join(", ", Targets.Select(known => $"sm_{known.Number}"))}, not '{target}'"]);
    }

    [GeneratedRegex(@"\b(?<stem>L_|_[A-Za-z]+_)\d+\b")]
    private static partial Regex Symbol();
}
