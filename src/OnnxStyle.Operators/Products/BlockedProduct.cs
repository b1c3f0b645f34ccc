using OnnxStyle.Operators.Winograd;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Products;

/// <summary>
/// Y = S F of a matrix [M, C] and blocked features [1, C, H, W], which is a 1x1 convolution; the result [1, M, H, W] is blocked. One caller at a time; no run allocates.
/// </summary>
internal sealed unsafe class BlockedProduct : IParallelWork
{
    private const int GroupsOfJob = 8;

    private readonly int channels, results, inBlocks, outBlocks, pixels, group, groups;
    private readonly TileProduct product;
    private bool packs;
    private int next;
    private float* matrix, x, y, panels, workers;

    /// <param name="shape">[1, C, H, W] of the features.</param>
    /// <param name="results">M.</param>
    /// <param name="form">How wide it calculates; this processor must have it.</param>
    /// <exception cref="ShapeException">There is more than one picture.</exception>
    public BlockedProduct(Shape shape, int results, VectorForm form)
    {
        if (shape.Rank != 4 || shape[0] != 1) throw new ShapeException("Product with features", "[1, C, H, W]", $"{shape}");
        product = TileProduct.Of(form);
        (channels, this.results, pixels, group) = ((int)shape[1], results, (int)(shape[2] * shape[3]), product.Tiles);
        (inBlocks, outBlocks, groups) = ((channels + 15) / 16, (results + 15) / 16, (pixels + group - 1) / group);
    }

    private nint PanelFloats => (nint)inBlocks * 256;

    // The pixels of a group with all their channels, and two blocks of results.
    private nint WorkerFloats => (nint)(inBlocks + 2) * group * 16;

    /// <summary>Floats of workspace that a run on so many threads needs.</summary>
    public long WorkspaceFloats(int threads) => (outBlocks * (long)PanelFloats) + (threads * (long)WorkerFloats);

    /// <summary>Runs.</summary>
    /// <param name="left">[M, C].</param>
    /// <param name="features">[1, ⌈C / 16⌉, H, W, 16].</param>
    /// <param name="result">Receives [1, ⌈M / 16⌉, H, W, 16], channels after the last 0.</param>
    /// <param name="team">The threads.</param>
    /// <param name="workspace">Memory for the time of the run.</param>
    /// <exception cref="ShapeException">A length does not fit.</exception>
    public void Run(ReadOnlySpan<float> left, ReadOnlySpan<float> features, Span<float> result, ITeam team, Workspace workspace)
    {
        Expect("matrix", left.Length, (long)results * channels);
        Expect("features", features.Length, (long)inBlocks * pixels * 16);
        Expect("result", result.Length, (long)outBlocks * pixels * 16);
        panels = workspace.Get(WorkspaceFloats(team.Threads));
        workers = panels + (outBlocks * PanelFloats);
        fixed (float* s = left, from = features, to = result)
        {
            matrix = s;
            x = from;
            y = to;
            for (int pass = 0; pass < 2; pass++)
            {
                packs = pass == 0;
                Volatile.Write(ref next, 0);
                team.For(team.Threads, this);
            }
        }
    }

    /// <summary>Takes part until nothing is left.</summary>
    void IParallelWork.Do(int index)
    {
        int jobs = packs ? outBlocks : (groups + GroupsOfJob - 1) / GroupsOfJob;
        for (int job = Interlocked.Increment(ref next) - 1; job < jobs; job = Interlocked.Increment(ref next) - 1)
        {
            if (packs) Pack(job);
            else for (int g = job * GroupsOfJob; g < Math.Min(groups, (job + 1) * GroupsOfJob); g++) Multiply(g * group, workers + (index * WorkerFloats));
        }
    }

    // 16 rows of the matrix as [C, 16].
    private void Pack(int block)
    {
        float* panel = panels + (block * PanelFloats);
        new Span<float>(panel, (int)PanelFloats).Clear();
        for (int r = 0; r < Math.Min(16, results - (block * 16)); r++)
        {
            float* row = matrix + ((((nint)block * 16) + r) * channels);
            for (int c = 0; c < channels; c++) panel[(c * 16) + r] = row[c];
        }
    }

    private void Multiply(int first, float* v)
    {
        int count = Math.Min(group, pixels - first);
        float* m = v + ((nint)inBlocks * group * 16);
        if (count < group) new Span<float>(v, inBlocks * group * 16).Clear();
        for (int b = 0; b < inBlocks; b++) new ReadOnlySpan<float>(x + ((((nint)b * pixels) + first) * 16), count * 16).CopyTo(new Span<float>(v + ((nint)b * group * 16), count * 16));
        for (int block = 0; block < outBlocks; block += 2)
        {
            bool two = block + 1 < outBlocks;
            float* panel = panels + (block * PanelFloats);
            product.Multiply(v, panel, two ? panel + PanelFloats : null, channels, m, default);
            for (int b = 0; b < (two ? 2 : 1); b++) new ReadOnlySpan<float>(m + ((nint)b * group * 16), count * 16).CopyTo(new Span<float>(y + (((((nint)block + b) * pixels) + first) * 16), count * 16));
        }
    }

    private static void Expect(string what, int found, long expected)
    {
        if (found != expected) throw new ShapeException($"Product with features, {what}", $"{expected} values", $"{found}");
    }
}
