using System.CommandLine;
using OnnxStyle.Kernels;
#if GPU
using OnnxStyle.Kernels.Gpu;
#endif

namespace OnnxStyle.Cli.Commands;

/// <summary>The devices that kernels run on, by name. Those of ILGPU are in builds with <c>-p:Gpu=true</c> only; others say so.</summary>
internal static class KernelDevices
{
    public const string NotBuilt = "this build has no GPU kernels (they are built with -p:Gpu=true)";

    private const string Processor = "processor";
    private const string Reference = "reference";

    public static Option<string> Option() => new("--device")
    {
        Description = "Where the kernels run: processor (vectors on all cores), reference (plain loops in double), cuda, opencl (:N for another than the first), cpu-accelerator (simulated threads, for tests).",
        HelpName = "DEVICE",
        DefaultValueFactory = _ => Processor,
    };

    /// <summary>Names and descriptions, the default first.</summary>
    public static IReadOnlyList<(string Name, string Description)> List()
    {
        List<(string, string)> devices = [];
        foreach (string name in new[] { Processor, Reference })
        {
            using KernelSet set = Open(name);
            devices.Add((name, set.Device));
        }
#if GPU
        foreach (GpuDevice device in GpuDevices.List()) devices.Add((device.Name, device.Description));
#endif
        return devices;
    }

    /// <summary>Opens a device; the caller disposes of the set.</summary>
    /// <exception cref="KernelDeviceException">It is not here.</exception>
    public static KernelSet Open(string device) => device switch
    {
        Processor => KernelSet.Processor(),
        Reference => KernelSet.Reference(),
#if GPU
        _ => GpuKernels.Open(device),
#else
        _ => throw new KernelDeviceException(device, [Processor, Reference], NotBuilt),
#endif
    };
}
