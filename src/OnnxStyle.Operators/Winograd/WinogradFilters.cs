using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Winograd;

/// <summary>
/// Filters [M, C, 3, 3], transformed: [point, block of M, block of C, 16 C, 16 M]. Both directions of a convolution read the one store; where it is small, the
/// backward direction has one of its own, since turning blocks then costs more than memory. May be read by many kernels at once, but not during an update.
/// </summary>
internal sealed unsafe class WinogradFilters : IDisposable
{
    /// <summary>Pairs of channels up to which there are two stores.</summary>
    private const int SmallPairs = 128 * 128;

    private readonly FilterTransform transform;
    private readonly int inBlocks;
    private readonly int outBlocks;
    private float* memory;

    private WinogradFilters(int results, int channels, WinogradTile tile, VectorForm form, bool backward)
    {
        (Results, Channels, Tile) = (results, channels, tile);
        (outBlocks, inBlocks) = ((results + 15) / 16, (channels + 15) / 16);
        transform = FilterTransform.Of(tile, form);
        Points = ((int)tile + 2) * ((int)tile + 2);
        Plane = (nint)outBlocks * inBlocks * 256;
        HasBackward = backward && IsSmall(results, channels);
        Bytes = (long)Points * Plane * sizeof(float) * (HasBackward ? 2 : 1);
        memory = AlignedMemory.Allocate(Bytes / sizeof(float));
    }

    /// <summary>M.</summary>
    public int Results { get; }

    /// <summary>C.</summary>
    public int Channels { get; }

    /// <summary>The tiles that they are for.</summary>
    public WinogradTile Tile { get; }

    /// <summary>What is held.</summary>
    public long Bytes { get; }

    /// <summary>Whether the backward direction has a store of its own.</summary>
    public bool HasBackward { get; }

    private int Points { get; }

    /// <summary>Floats from a point to the next.</summary>
    private nint Plane { get; }

    /// <summary>Whether the backward direction may have a store of its own.</summary>
    public static bool IsSmall(int results, int channels) => (long)results * channels <= SmallPairs;

    /// <summary>What filters take that both directions use.</summary>
    public static long BytesOf(int results, int channels, WinogradTile tile) =>
        (((long)tile + 2) * ((long)tile + 2)) * ((results + 15) / 16) * ((channels + 15) / 16) * 256 * sizeof(float) * (IsSmall(results, channels) ? 2 : 1);

    /// <summary>Transforms filters.</summary>
    /// <param name="filters">[M, C, 3, 3]; not kept.</param>
    /// <param name="results">M.</param>
    /// <param name="channels">C.</param>
    /// <param name="tile">The tiles that they are for.</param>
    /// <param name="form">How wide to calculate.</param>
    /// <param name="backward">Whether the backward direction will be used much; without a store of its own it works as well, more slowly.</param>
    /// <param name="team">The threads that share the work.</param>
    /// <exception cref="ShapeException">There are more or fewer values than M C 9.</exception>
    public static WinogradFilters Create(ReadOnlySpan<float> filters, int results, int channels, WinogradTile tile, VectorForm form, bool backward, ITeam team)
    {
        WinogradFilters made = new(results, channels, tile, form, backward);
        made.Update(filters, team);
        return made;
    }

    /// <summary>Other values in the same place. Nothing may read the filters meanwhile.</summary>
    /// <exception cref="ShapeException">There are more or fewer values than M C 9.</exception>
    public void Update(ReadOnlySpan<float> filters, ITeam team)
    {
        ObjectDisposedException.ThrowIf(memory is null, this);
        if (filters.Length != (long)Results * Channels * 9) throw new ShapeException("Filters", $"[{Results}, {Channels}, 3, 3]", $"{filters.Length} values");
        fixed (float* f = filters) team.For(outBlocks, new Work(this, f));
    }

    /// <summary>Whether a direction has filters that lie as <see cref="Panel"/> says.</summary>
    public bool Has(ConvDirection direction) => direction == ConvDirection.Forward || HasBackward;

    /// <summary>The filters of one point to 16 results of a direction that <see cref="Has"/> them: [channels taken, padded to 16, 16].</summary>
    public float* Panel(ConvDirection direction, int point, int block) => direction == ConvDirection.Forward
        ? memory + (point * Plane) + ((nint)block * inBlocks * 256)
        : memory + ((Points + point) * Plane) + ((nint)block * outBlocks * 256);

    /// <summary>Where <see cref="CopyPanel"/> reads, and how far it is from a block of channels to the next.</summary>
    public float* Source(int point, int block, out nint step)
    {
        int side = (int)Tile + 2;
        step = (nint)inBlocks * 256;
        return memory + (((Turned(point / side) * side) + Turned(point % side)) * Plane) + ((nint)block * 256);
    }

    /// <summary>The same for the backward direction from the one store: copies, every block turned about its diagonal.</summary>
    public void CopyPanel(int point, int block, float* panel)
    {
        float* source = Source(point, block, out nint step);
        for (int i = 0; i < outBlocks; i++, source += step) transform.Transpose(source, panel + (i * 256));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        AlignedMemory.Free(memory);
        memory = null;
        GC.SuppressFinalize(this);
    }

    /// <summary>Frees the memory of filters that nobody disposed of.</summary>
    ~WinogradFilters() => AlignedMemory.Free(memory);

    private int Turned(int point) => Tile == WinogradTile.Four ? TransformFour.Turned(point) : TransformTwo.Turned(point);

    private void Transform(float* filters, int block)
    {
        float* scratch = stackalloc float[FilterTransform.ScratchFloats + 16];
        scratch = (float*)(((nint)scratch + 63) & -64);
        int results = Math.Min(16, Results - (block * 16));
        for (int i = 0; i < inBlocks; i++)
        {
            float* forward = memory + (((nint)block * inBlocks) + i) * 256;
            float* backward = HasBackward ? memory + (Points * Plane) + (((nint)i * outBlocks) + block) * 256 : null;
            float* source = filters + ((nint)block * 16 * Channels * 9) + (i * 16 * 9);
            transform.Block(source, results, Math.Min(16, Channels - (i * 16)), Channels * 9, forward, backward, Plane, scratch);
        }
    }

    private sealed class Work(WinogradFilters owner, float* filters) : IParallelWork
    {
        public void Do(int index) => owner.Transform(filters, index);
    }
}
