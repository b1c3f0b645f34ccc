using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Loader;
using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace OnnxStyle.Kernels.Gpu;

/// <summary>Finds and opens devices by name. Nothing is chosen silently: a context knows the kind that was asked for and no other.</summary>
public static class GpuDevices
{
    private const string Simulated = "cpu-accelerator";

    static GpuDevices() => AssemblyLoadContext.Default.ResolvingUnmanagedDll += Versioned;

    /// <summary>The devices that are here: <c>cuda:N</c>, <c>opencl:N</c> and <c>cpu-accelerator</c>.</summary>
    public static IReadOnlyList<GpuDevice> List()
    {
        using Context context = Context.Create(builder => builder.Cuda().OpenCL().CPU());
        List<GpuDevice> devices = [];
        foreach (CudaDevice device in context.GetCudaDevices()) devices.Add(new($"cuda:{devices.Count}", $"{device.Name}, {device.NumMultiprocessors} multiprocessors, {device.MemorySize >> 20} MiB"));
        int first = devices.Count;
        foreach (CLDevice device in context.GetCLDevices()) devices.Add(new($"opencl:{devices.Count - first}", $"{device.Name}, {device.NumMultiprocessors} compute units, {device.MemorySize >> 20} MiB"));
        devices.Add(new(Simulated, "threads simulated on the processor, thousands of times slower than it; for tests"));
        return devices;
    }

    internal static Context CreateContext(string device) => Context.Create(builder =>
    {
        builder.EnableAlgorithms().Optimize(OptimizationLevel.O2).Profiling();
        switch (Kind(device))
        {
            case "cuda": builder.Cuda(); break;
            case "opencl": builder.OpenCL(); break;
            default: builder.CPU(); break;
        }
    });

    internal static Accelerator Create(Context context, string device)
    {
        try
        {
            switch (Kind(device))
            {
                case "cuda" when Number(device) is int n && n < context.GetCudaDevices().Count: return context.CreateCudaAccelerator(n);
                case "opencl" when Number(device) is int n && n < context.GetCLDevices().Count: return context.CreateCLAccelerator(n);
                case Simulated: return context.CreateCPUAccelerator(0);
                default: throw Missing(device, null, null);
            }
        }
        catch (Exception error) when (error is AcceleratorException or NotSupportedException or DllNotFoundException)
        {
            throw Missing(device, error.Message.TrimEnd('.'), error);
        }
    }

    /// <summary>The part before the colon, if the whole is a name of ours.</summary>
    private static string? Kind(string device) => Number(device) is null ? null : device.Split(':')[0] switch
    {
        "cuda" => "cuda",
        "opencl" => "opencl",
        Simulated when device == Simulated => Simulated,
        _ => null,
    };

    private static int? Number(string device) => device.Split(':') switch
    {
        [_] => 0,
        [_, string text] when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) => number,
        _ => null,
    };

    private static KernelDeviceException Missing(string device, string? reason, Exception? inner) =>
        new(device, ["processor", "reference", .. List().Select(found => found.Name)], reason ?? "there is no such device", inner);

    /// <summary>ILGPU asks for libraries by names that Linux has only where developers' packages are installed.</summary>
    private static nint Versioned(System.Reflection.Assembly assembly, string name)
    {
        if (!OperatingSystem.IsLinux() || assembly != typeof(Context).Assembly) return 0;
        string? file = name switch { "cuda" => "libcuda.so.1", "OpenCL" => "libOpenCL.so.1", _ => null };
        return file is not null && NativeLibrary.TryLoad(file, out nint library) ? library : 0;
    }
}
