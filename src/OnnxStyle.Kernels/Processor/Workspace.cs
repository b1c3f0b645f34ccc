using System.Runtime.CompilerServices;

namespace OnnxStyle.Kernels.Processor;

/// <summary>Memory that grows to what was needed most and stays: pinned, aligned to 64 bytes, given back with its owner by the garbage collector.</summary>
/// <typeparam name="T">float, double or ulong.</typeparam>
internal sealed unsafe class Workspace<T>
    where T : unmanaged
{
    private const int Line = 64;
    private byte[] memory = [];

    /// <summary>The size of what is held, in bytes.</summary>
    public long Bytes => memory.Length;

    /// <summary>One for each worker.</summary>
    public static Workspace<T>[] Each(int workers)
    {
        Workspace<T>[] workspaces = new Workspace<T>[workers];
        for (int i = 0; i < workers; i++) workspaces[i] = new Workspace<T>();
        return workspaces;
    }

    /// <summary>A pointer to at least so many elements of any content. It is good until the next call.</summary>
    public T* Get(long count)
    {
        long bytes = (count * sizeof(T)) + Line;
        if (memory.Length < bytes) memory = GC.AllocateUninitializedArray<byte>(checked((int)bytes), pinned: true);
        return (T*)(((nint)Unsafe.AsPointer(ref memory[0]) + Line - 1) & -Line);
    }
}
