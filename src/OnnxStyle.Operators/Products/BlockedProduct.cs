using System.Runtime.CompilerServices;
using OnnxStyle.Operators.Winograd;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Products;

/// <summary>
/// Y = S F of a matrix [M, C] and blocked features [N, C, H, W], which is a 1x1 convolution, with what follows it; the result [N, M, H, W] is blocked. Every result is
/// summed in the same order whatever the number of threads. One caller at a time; no run allocates.
/// </summary>
internal sealed unsafe class BlockedProduct : IParallelWork, IDisposable
{
    /// <summary>Floats of the features that one job takes: they and two blocks of the matrix stay in the first cache.</summary>
    private const int FloatsOfJob = 4096;

    /// <summary>Jobs of a thread at least, as far as there are pixels: no thread waits long for the last.</summary>
    private const int JobsOfThread = 4;

    private const int StreamFrom = 4 * 1024 * 1024;

    private readonly int batch, channels, results, inBlocks, outBlocks, pixels, group;
    private readonly TileProduct product;
    private readonly BlockFinish finish;
    private float* kept;

    // Of one run.
    private Epilogue epilogue;
    private float* x, matrix, panels, workers;
    private int next, pixelsOfJob, jobsOfPicture;
    private bool isTurned, packs;

    /// <param name="shape">[N, C, H, W] of the features.</param>
    /// <param name="results">M.</param>
    /// <param name="form">How wide it calculates; this processor must have it.</param>
    /// <exception cref="ShapeException">The features have no such shape.</exception>
    public BlockedProduct(Shape shape, int results, VectorForm form)
    {
        if (shape.Rank != 4 || shape.Any(extent => extent < 1)) throw new ShapeException("Product with features", "[N, C, H, W]", $"{shape}");
        product = TileProduct.Of(form);
        finish = BlockFinish.Of(form);
        group = product.Tiles;
        (batch, channels, this.results, pixels) = ((int)shape[0], (int)shape[1], results, (int)(shape[2] * shape[3]));
        (inBlocks, outBlocks) = ((channels + 15) / 16, (results + 15) / 16);
    }

    /// <summary>Frees the matrix of a product that nobody disposed of.</summary>
    ~BlockedProduct() => AlignedMemory.Free(kept);

    // The last pixels, which are fewer than a product takes, and its sums.
    private nint WorkerFloats => ((nint)inBlocks + 2) * group * 16;

    private nint PanelFloats => (nint)inBlocks * 256;

    /// <summary>Floats of workspace that a run on so many threads needs.</summary>
    public long WorkspaceFloats(int threads) => (outBlocks * 16) + (threads * WorkerFloats) + (kept is null ? outBlocks * PanelFloats : 0);

    /// <summary>Takes a matrix for all runs.</summary>
    /// <param name="left">[M, C], or [C, M] turned.</param>
    /// <param name="turned">Whether it is turned.</param>
    /// <exception cref="ShapeException">A length does not fit.</exception>
    public void Keep(ReadOnlySpan<float> left, bool turned)
    {
        Expect("matrix", left.Length, (long)results * channels);
        AlignedMemory.Free(kept);
        kept = null;
        kept = AlignedMemory.Allocate(outBlocks * PanelFloats);
        fixed (float* from = left)
        {
            matrix = from;
            isTurned = turned;
            panels = kept;
            for (int block = 0; block < outBlocks; block++) Pack(block);
        }
    }

    /// <summary>Runs.</summary>
    /// <param name="left">[M, C], or [C, M] turned; not looked at where one is kept.</param>
    /// <param name="turned">Whether it is turned.</param>
    /// <param name="features">[N, ⌈C / 16⌉, H, W, 16].</param>
    /// <param name="bias">[M], or empty.</param>
    /// <param name="addend">What is added, of the result's shape; or empty. It may be the result itself.</param>
    /// <param name="relu">Whether negative sums become 0.</param>
    /// <param name="gate">Of the result's shape: where it is not above 0, the result is 0; or empty. It may be the result itself.</param>
    /// <param name="result">Receives [N, ⌈M / 16⌉, H, W, 16], channels after the last 0.</param>
    /// <param name="team">The threads.</param>
    /// <param name="workspace">Memory for the time of the run.</param>
    /// <exception cref="ShapeException">A length does not fit.</exception>
    public void Run(ReadOnlySpan<float> left, bool turned, ReadOnlySpan<float> features, ReadOnlySpan<float> bias, ReadOnlySpan<float> addend, bool relu, ReadOnlySpan<float> gate,
        Span<float> result, ITeam team, Workspace workspace)
    {
        Expect("features", features.Length, (long)batch * inBlocks * pixels * 16);
        Expect("result", result.Length, (long)batch * outBlocks * pixels * 16);
        if (bias.Length > 0) Expect("bias", bias.Length, results);
        if (addend.Length > 0) Expect("addend", addend.Length, result.Length);
        if (gate.Length > 0) Expect("gate", gate.Length, result.Length);
        float* padded = workspace.Get(WorkspaceFloats(team.Threads));
        new Span<float>(padded, outBlocks * 16).Clear();
        bias.CopyTo(new Span<float>(padded, outBlocks * 16));
        workers = padded + (outBlocks * 16);
        panels = kept is null ? workers + (team.Threads * WorkerFloats) : kept;
        if (kept is null) Expect("matrix", left.Length, (long)results * channels);
        int most = Math.Max(1, FloatsOfJob / (inBlocks * 16)), share = Math.Max(1, pixels / (team.Threads * JobsOfThread));
        pixelsOfJob = (Math.Min(most, share) + group - 1) / group * group;
        jobsOfPicture = (pixels + pixelsOfJob - 1) / pixelsOfJob;
        fixed (float* from = features, given = left, add = addend, mask = gate, to = result)
        {
            x = from;
            matrix = given;
            isTurned = turned;
            epilogue = new Epilogue { Bias = padded, Addend = add, Gate = mask, Relu = relu, Stream = result.Length >= StreamFrom && ((nint)to & 63) == 0, Result = to };
            if (kept is null) Pass(true, team);
            Pass(false, team);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        AlignedMemory.Free(kept);
        kept = null;
        GC.SuppressFinalize(this);
    }

    /// <summary>Takes part until nothing is left.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void IParallelWork.Do(int index)
    {
        int jobs = packs ? outBlocks : batch * jobsOfPicture;
        for (int job = Interlocked.Increment(ref next) - 1; job < jobs; job = Interlocked.Increment(ref next) - 1)
        {
            if (packs) Pack(job);
            else Pixels(job / jobsOfPicture, job % jobsOfPicture * pixelsOfJob, workers + (index * WorkerFloats));
        }
    }

    /// <summary>Some pixels of a picture with the whole matrix.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pixels(int picture, int first, float* own)
    {
        int end = Math.Min(pixels, first + pixelsOfJob);
        for (int block = 0; block < outBlocks; block += 2)
            for (int p = first; p < end; p += group) Multiply(picture, p, Math.Min(group, end - p), block, own);
    }

    /// <summary>A group of pixels with one or two blocks of the matrix.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(int picture, int first, int count, int block, float* own)
    {
        float* from = x + (((nint)picture * inBlocks * pixels) + first) * 16, sums = own + ((nint)inBlocks * group * 16), panel = panels + (block * PanelFloats);
        nint plane = (nint)pixels * 16;
        if (count < group)
        {
            for (int b = 0; b < inBlocks; b++) new ReadOnlySpan<float>(from + (b * plane), count * 16).CopyTo(new Span<float>(own + ((nint)b * group * 16), count * 16));
            from = own;
            plane = group * 16;
        }

        bool two = block + 1 < outBlocks;
        product.Multiply(from, plane, panel, two ? panel + PanelFloats : null, channels, sums, default);
        nint at = ((((nint)picture * outBlocks) + block) * pixels + first) * 16;
        finish.Store(sums, count, at, block, epilogue);
        if (two) finish.Store(sums + (group * 16), count, at + ((nint)pixels * 16), block + 1, epilogue);
    }

    private void Pass(bool packing, ITeam team)
    {
        packs = packing;
        Volatile.Write(ref next, 0);
        team.For(team.Threads, this);
    }

    /// <summary>16 rows of the matrix as [C, 16], line after line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pack(int block)
    {
        int rows = Math.Min(16, results - (block * 16));
        nint rowStep = isTurned ? 1 : channels, channelStep = isTurned ? results : 1;
        float* from = matrix + (block * 16 * rowStep), line = panels + (block * PanelFloats);
        for (int c = 0; c < inBlocks * 16; c++, from += channelStep, line += 16)
        {
            for (int r = 0; r < 16; r++) line[r] = c < channels && r < rows ? from[r * rowStep] : 0;
        }
    }

    private static void Expect(string what, int found, long expected)
    {
        if (found != expected) throw new ShapeException($"Product with features, {what}", $"{expected} values", $"{found}");
    }
}
