using System.Runtime.CompilerServices;
using OnnxStyle.Operators.Winograd;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Products;

/// <summary>
/// The Gram matrix G = factor F Fᵀ [C, C] of blocked features F, one half of it: a block of channels meets every later one, the other half is copied. Pixels are summed
/// by fixed parts, and these added in order, so the bits do not depend on the number of threads. One caller at a time; no run allocates.
/// </summary>
internal sealed unsafe class BlockedGram : IParallelWork
{
    /// <summary>Pixels that are packed side by side: what all channels have of them stays in the second cache. Also the terms of one sum in registers.</summary>
    private const int PixelsAtOnce = 128;

    private const int PixelsOfPart = 4096;
    private const int RowsOfFew = 4;

    private readonly int channels, blocks, pixels, parts, rowSets;
    private readonly float factor;
    private readonly TileOuter outer;
    private bool gathers;
    private int next;
    private float* x, buffers, sums, result;

    /// <param name="shape">[1, C, H, W] of the features.</param>
    /// <param name="factor">What every entry is multiplied by.</param>
    /// <param name="form">How wide it calculates; this processor must have it.</param>
    /// <exception cref="ShapeException">There is more than one picture.</exception>
    public BlockedGram(Shape shape, float factor, VectorForm form)
    {
        if (shape.Rank != 4 || shape[0] != 1) throw new ShapeException("Gram matrix", "[1, C, H, W]", $"{shape}");
        (channels, blocks, pixels) = ((int)shape[1], (int)((shape[1] + 15) / 16), (int)(shape[2] * shape[3]));
        this.factor = factor;
        outer = TileOuter.Of(form);
        parts = (pixels + PixelsOfPart - 1) / PixelsOfPart;
        rowSets = Math.Max(1, blocks / RowsOfFew);
    }

    private nint BufferFloats => (nint)blocks * PixelsAtOnce * 16;

    // Two blocks are summed at once: one column more than there are.
    private nint SumFloats => (nint)blocks * (blocks + 1) * 256;

    /// <summary>Floats of workspace that a run on so many threads needs.</summary>
    public long WorkspaceFloats(int threads) => (threads * (long)BufferFloats) + (parts * (long)SumFloats);

    /// <summary>Runs.</summary>
    /// <param name="features">[1, ⌈C / 16⌉, H, W, 16], channels after the last 0.</param>
    /// <param name="gram">Receives [C, C].</param>
    /// <param name="team">The threads.</param>
    /// <param name="workspace">Memory for the time of the run.</param>
    /// <exception cref="ShapeException">A length does not fit.</exception>
    public void Run(ReadOnlySpan<float> features, Span<float> gram, ITeam team, Workspace workspace)
    {
        if (features.Length != (long)blocks * pixels * 16) throw new ShapeException("Gram matrix, features", $"{(long)blocks * pixels * 16} values", $"{features.Length}");
        if (gram.Length != (long)channels * channels) throw new ShapeException("Gram matrix", $"{(long)channels * channels} values", $"{gram.Length}");
        buffers = workspace.Get(WorkspaceFloats(team.Threads));
        sums = buffers + (team.Threads * BufferFloats);
        fixed (float* from = features, to = gram)
        {
            x = from;
            result = to;
            for (int pass = 0; pass < 2; pass++)
            {
                gathers = pass == 1;
                Volatile.Write(ref next, 0);
                team.For(team.Threads, this);
            }
        }
    }

    /// <summary>Takes part until nothing is left.</summary>
    void IParallelWork.Do(int index)
    {
        int jobs = gathers ? blocks : parts * rowSets;
        for (int job = Interlocked.Increment(ref next) - 1; job < jobs; job = Interlocked.Increment(ref next) - 1)
        {
            if (gathers) Gather(job);
            else Sum(job / rowSets, job % rowSets, buffers + (index * BufferFloats));
        }
    }

    // Of one part of the pixels, every rowSets-th row of blocks.
    private void Sum(int part, int set, float* buffer)
    {
        float* own = sums + (part * SumFloats);
        int end = Math.Min(pixels, (part + 1) * PixelsOfPart);
        for (int first = part * PixelsOfPart; first < end; first += PixelsAtOnce)
        {
            int count = Math.Min(PixelsAtOnce, end - first);
            bool add = first > part * PixelsOfPart;
            for (int b = set; b < blocks; b++) new ReadOnlySpan<float>(x + ((((nint)b * pixels) + first) * 16), count * 16).CopyTo(new Span<float>(buffer + ((nint)b * count * 16), count * 16));
            for (int i = set; i < blocks; i += rowSets)
                for (int j = i; j < blocks; j += 2) outer.Sum(buffer + ((nint)i * count * 16), 0, buffer + ((nint)j * count * 16), 0, 1, count, 16, own + ((((nint)i * (blocks + 1)) + j) * 256), j + 1 < blocks, add);
        }
    }

    // A row of blocks of all parts, and the same as a column; both line after line.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Gather(int i)
    {
        double* sum = stackalloc double[256];
        int rows = Math.Min(16, channels - (i * 16));
        for (int j = i; j < blocks; j++)
        {
            float* at = sums + ((((nint)i * (blocks + 1)) + j) * 256);
            for (int k = 0; k < 256; k++) sum[k] = at[k];
            for (int part = 1; part < parts; part++)
            {
                at += SumFloats;
                for (int k = 0; k < 256; k++) sum[k] += at[k];
            }

            int columns = Math.Min(16, channels - (j * 16));
            float* across = result + ((nint)i * 16 * channels) + (j * 16), down = result + ((nint)j * 16 * channels) + (i * 16);
            for (int r = 0; r < rows; r++, across += channels)
                for (int c = 0; c < columns; c++) across[c] = (float)(sum[(r * 16) + c] * factor);
            for (int c = 0; c < columns; c++, down += channels)
                for (int r = 0; r < rows; r++) down[r] = (float)(sum[(r * 16) + c] * factor);
        }
    }
}
