namespace OnnxStyle.Operators;

/// <summary>
/// Memory for what a kernel needs only while it runs, aligned to 64 bytes. It grows to the largest need and stays. Kernels that never run at once share one.
/// Kernels say their need when they are made (<see cref="Reserve"/>), so that a run allocates nothing.
/// </summary>
internal sealed unsafe class Workspace : IDisposable
{
    private float* memory;
    private long reserved;

    /// <summary>What is held, in bytes; 0 until the first run.</summary>
    public long Bytes { get; private set; }

    /// <summary>Announces a need: the next <see cref="Get"/> makes room for the largest that was announced, so it grows once.</summary>
    public void Reserve(long floats) => reserved = Math.Max(reserved, floats);

    /// <summary>A pointer to at least so many floats of any content, good until the next call.</summary>
    public float* Get(long floats)
    {
        Reserve(floats);
        if (Bytes < reserved * sizeof(float))
        {
            AlignedMemory.Free(memory);
            memory = null;
            Bytes = 0;
            memory = AlignedMemory.Allocate(reserved);
            Bytes = reserved * sizeof(float);
        }

        return memory;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        AlignedMemory.Free(memory);
        memory = null;
        Bytes = reserved = 0;
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the memory of a workspace that nobody disposed of.</summary>
    ~Workspace() => AlignedMemory.Free(memory);
}
