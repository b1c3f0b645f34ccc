using System.Runtime.InteropServices;

namespace OnnxStyle.Kernels.Checks;

/// <summary>Memory for a result between two fences. Before the kernel runs it holds a pattern, so that what was never written shows as well.</summary>
/// <typeparam name="T">The element: float, double or int.</typeparam>
public sealed class FencedBuffer<T>
    where T : unmanaged
{
    private const int Fence = 67;
    private const byte Pattern = 0xFF;
    private readonly T[] memory;

    /// <summary>Makes a buffer. The fences are 67 elements wide, so that the buffer begins at an odd address of its element.</summary>
    /// <param name="length">Elements between the fences.</param>
    public FencedBuffer(int length)
    {
        memory = new T[length + (2 * Fence)];
        MemoryMarshal.AsBytes(memory.AsSpan()).Fill(Pattern);
    }

    /// <summary>What lies between the fences; NaN or -1 until it is written.</summary>
    public Span<T> Span => memory.AsSpan(Fence, memory.Length - (2 * Fence));

    /// <summary>True while nobody has written outside.</summary>
    public bool IsIntact => !MemoryMarshal.AsBytes(memory.AsSpan(0, Fence)).ContainsAnyExcept(Pattern)
        && !MemoryMarshal.AsBytes(memory.AsSpan(memory.Length - Fence)).ContainsAnyExcept(Pattern);
}
