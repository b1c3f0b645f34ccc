using System.Runtime.InteropServices;

namespace OnnxStyle.Operators;

/// <summary>
/// Native memory that begins on a cache line; large pieces on a large page, where Linux gives them on request: filters and tiles are read in many places at once,
/// and of small pages the processor knows the addresses of too few.
/// </summary>
internal static unsafe class AlignedMemory
{
    private const nuint Line = 64;
    private const nuint LargePage = 2 * 1024 * 1024;
    private const int AdviseLargePages = 14; // MADV_HUGEPAGE

    private static readonly delegate* unmanaged[Cdecl]<void*, nuint, int, int> Advise = Find();

    /// <summary>Memory of any content.</summary>
    public static float* Allocate(long floats)
    {
        nuint bytes = checked((nuint)floats * sizeof(float));
        if (bytes < LargePage || Advise is null) return (float*)NativeMemory.AlignedAlloc(bytes, Line);
        void* memory = NativeMemory.AlignedAlloc(bytes, LargePage);
        _ = Advise(memory, bytes, AdviseLargePages); // where the system refuses, small pages do as well
        return (float*)memory;
    }

    /// <summary>Gives memory back; null is allowed.</summary>
    public static void Free(float* memory) => NativeMemory.AlignedFree(memory);

    private static delegate* unmanaged[Cdecl]<void*, nuint, int, int> Find()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out nint library)) return null;
        return NativeLibrary.TryGetExport(library, "madvise", out nint advise) ? (delegate* unmanaged[Cdecl]<void*, nuint, int, int>)advise : null;
    }
}
