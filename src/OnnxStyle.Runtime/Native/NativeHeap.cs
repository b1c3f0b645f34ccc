using System.Runtime.InteropServices;

namespace OnnxStyle.Runtime.Native;

/// <summary>
/// Gives memory that native code has freed back to the system. The C library of Linux keeps it otherwise: making a session of
/// 151 MB of filters left 675 MB resident, and 360 MB after this (see decisions/weights.md). Nothing to do elsewhere.
/// </summary>
internal static unsafe class NativeHeap
{
    private static readonly delegate* unmanaged[Cdecl]<nuint, int> Function = Find();

    /// <summary>Returns free pages at the end of and inside the heap; takes milliseconds. Safe on any thread.</summary>
    public static void Trim()
    {
        if (Function != null) _ = Function(0);
    }

    private static delegate* unmanaged[Cdecl]<nuint, int> Find()
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad("libc.so.6", out nint library)) return null; // musl has neither
        return NativeLibrary.TryGetExport(library, "malloc_trim", out nint trim) ? (delegate* unmanaged[Cdecl]<nuint, int>)trim : null;
    }
}
