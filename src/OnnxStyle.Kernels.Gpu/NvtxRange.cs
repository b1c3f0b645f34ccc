using System.Runtime.InteropServices;

namespace OnnxStyle.Kernels.Gpu;

/// <summary>
/// Named ranges on the timeline of Nsight Systems, through NVIDIA's libnvToolsExt when it is on this machine. Without it a range does nothing.
/// A range ends when it is disposed of; ranges of a thread nest.
/// </summary>
public readonly unsafe struct NvtxRange : IDisposable
{
    private static readonly nint Library = Find();
    private static readonly delegate* unmanaged<byte*, int> Push = (delegate* unmanaged<byte*, int>)Export("nvtxRangePushA");
    private static readonly delegate* unmanaged<int> Pop = (delegate* unmanaged<int>)Export("nvtxRangePop");

    /// <summary>Begins a range.</summary>
    /// <param name="name">What Nsight shows.</param>
    public NvtxRange(string name)
    {
        if (!IsAvailable) return;
        nint text = Marshal.StringToCoTaskMemUTF8(name);
        Push((byte*)text);
        Marshal.FreeCoTaskMem(text);
    }

    /// <summary>Whether the library was found.</summary>
    public static bool IsAvailable => Push is not null && Pop is not null;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (IsAvailable) Pop();
    }

    private static nint Find()
    {
        string[] names = OperatingSystem.IsWindows() ? ["nvToolsExt64_1.dll"] : ["libnvToolsExt.so.1", "libnvToolsExt.so"];
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, out nint library)) return library;
        }

        return 0;
    }

    private static nint Export(string name) => Library != 0 && NativeLibrary.TryGetExport(Library, name, out nint address) ? address : 0;
}
