using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Binding;

/// <summary>What the kernels of this room have in common: sizes that were fixed when the graph was rewritten, held against those that come.</summary>
internal abstract unsafe class BlockedKernel : OperatorKernel
{
    private const int MostRank = 5;
    private readonly SessionScratch scratch;
    private readonly long[] found = new long[MostRank];

    protected BlockedKernel(SessionScratch scratch)
    {
        this.scratch = scratch;
        scratch.Add();
    }

    protected SessionScratch Scratch => scratch;

    public override void Dispose()
    {
        scratch.Remove();
        base.Dispose();
    }

    /// <summary>The elements of an input that must have a shape; none when it is left out.</summary>
    /// <exception cref="ShapeException">It has another.</exception>
    protected ReadOnlySpan<float> Input(KernelRun run, int index, long[] extents)
    {
        nint address = index < run.InputCount ? run.Input(index) : 0;
        if (address == 0) return [];
        int rank = run.Extents(index, found);
        if (!found.AsSpan(0, Math.Min(rank, MostRank)).SequenceEqual(extents)) throw new ShapeException($"{GetType().Name}, input {index}", $"[{string.Join(", ", extents)}]", $"[{string.Join(", ", found.Take(rank))}]");
        return new ReadOnlySpan<float>((void*)address, Count(extents));
    }

    /// <summary>Makes an output.</summary>
    protected static Span<float> Output(KernelRun run, int index, long[] extents) => new((void*)run.Output(index, extents), Count(extents));

    private static int Count(long[] extents)
    {
        long count = 1;
        foreach (long extent in extents) count = checked(count * extent);
        return checked((int)count);
    }
}
