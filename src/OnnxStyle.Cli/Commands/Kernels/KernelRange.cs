#if GPU
using OnnxStyle.Kernels.Gpu;
#endif

namespace OnnxStyle.Cli.Commands;

/// <summary>A named range for a profiler, while this lives.</summary>
internal readonly struct KernelRange : IDisposable
{
#if GPU
    private readonly NvtxRange? range;

    /// <summary>Begins a range; null: none.</summary>
    public KernelRange(string? name) => range = name is null ? null : new NvtxRange(name);

    /// <summary>Why there are no ranges; null where there are.</summary>
    public static string? Missing => NvtxRange.IsAvailable ? null : "libnvToolsExt is not on this machine";

    /// <summary>Ends it.</summary>
    public void Dispose() => range?.Dispose();
#else
    /// <summary>Begins a range; null: none.</summary>
    public KernelRange(string? name) => _ = name;

    /// <summary>Why there are no ranges; null where there are.</summary>
    public static string? Missing => KernelDevices.NotBuilt;

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
    }
#endif
}
