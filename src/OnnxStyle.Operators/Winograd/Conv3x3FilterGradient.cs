using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Winograd;

/// <summary>
/// The gradient of a 3x3 convolution with respect to its filters, by the transpose of Winograd's filtering: dW = Gᵀ [Σ (A dy Aᵀ) ⊙ (Bᵀ d B)] G over all tiles,
/// and of its bias, the sum of dy. As many multiplications less as forward. Tiles are summed in float32 by fixed portions, and these added in order, so the bits
/// do not depend on the number of threads. One caller at a time; no run allocates.
/// </summary>
internal sealed unsafe class Conv3x3FilterGradient : IParallelWork
{
    /// <summary>Bytes of transformed tiles that are summed before they are added up: about what the second caches of two cores hold.</summary>
    private const int BytesAtOnce = 4 * 1024 * 1024;
    private const int FewestTiles = 64;
    private const int MostTiles = 1024;
    private const int BlocksOfJob = 4;

    private readonly Conv3x3Shape shape;
    private readonly TileTransforms transforms;
    private readonly FilterTransform back;
    private readonly TileOuter outer;
    private readonly int inBlocks;
    private readonly int outBlocks;
    private readonly int group;
    private readonly int groups;
    private readonly int chunk;
    private readonly nint vPlane;
    private readonly nint wPlane;
    private readonly nint sumPlane;

    // Of one run.
    private float* x;
    private float* dy;
    private float* gradient;
    private float* bias;
    private float* workers;
    private float* v;
    private float* w;
    private float* sums;
    private int firstGroup;
    private Step step;
    private int next;

    /// <summary>Makes a kernel.</summary>
    /// <param name="shape">The sizes of the convolution, forward.</param>
    /// <param name="tile">The size of its tiles.</param>
    /// <param name="form">How wide it calculates; this processor must have it.</param>
    /// <exception cref="ShapeException">A size is none that a convolution has.</exception>
    public Conv3x3FilterGradient(Conv3x3Shape shape, WinogradTile tile, VectorForm form)
    {
        shape.Validate();
        this.shape = shape;
        group = TileProduct.Of(form).Tiles;
        transforms = TileTransforms.Of(shape, tile, form, group);
        back = FilterTransform.Of(tile, form);
        outer = TileOuter.Of(form);
        (inBlocks, outBlocks) = ((shape.Channels + 15) / 16, (shape.Results + 15) / 16);
        int side = (int)tile;
        groups = ((shape.Batch * ((shape.OutHeight + side - 1) / side) * ((shape.OutWidth + side - 1) / side)) + group - 1) / group;
        // Many channels: the sums are larger than the tiles, and are read and written once a portion.
        long pairs = (long)inBlocks * outBlocks * 16 / (inBlocks + outBlocks), fit = BytesAtOnce / (transforms.Points * 16L * sizeof(float) * (inBlocks + outBlocks));
        chunk = Math.Min(groups, (int)Math.Clamp(Math.Max(pairs, fit), FewestTiles, MostTiles) / group);
        // A line more than the tiles take: points would fight for the same lines of the caches where they are whole pages apart.
        (vPlane, wPlane, sumPlane) = (((nint)chunk * inBlocks * group * 16) + 16, ((nint)chunk * outBlocks * group * 16) + 16, ((nint)inBlocks * outBlocks * 256) + 16);
    }

    private enum Step
    {
        Tiles,
        Sums,
        Filters,
        Bias,
    }

    /// <summary>Floats of workspace that a run on so many threads needs.</summary>
    public long WorkspaceFloats(int threads) => (threads * (long)Scratch) + (transforms.Points * (long)(vPlane + wPlane + sumPlane));

    private int Scratch => Math.Max(transforms.ScratchFloats, FilterTransform.ScratchFloats + 16);

    /// <summary>Runs.</summary>
    /// <param name="input">What the convolution took, [N, ⌈C / 16⌉, H, W, 16].</param>
    /// <param name="resultGradient">The gradient of what it gave, [N, ⌈M / 16⌉, H', W', 16].</param>
    /// <param name="filterGradient">Receives [M, C, 3, 3], not blocked.</param>
    /// <param name="biasGradient">Receives [M], or is empty.</param>
    /// <param name="team">The threads.</param>
    /// <param name="workspace">Memory for the time of the run.</param>
    /// <exception cref="ShapeException">A length does not fit.</exception>
    public void Run(ReadOnlySpan<float> input, ReadOnlySpan<float> resultGradient, Span<float> filterGradient, Span<float> biasGradient, ITeam team, Workspace workspace)
    {
        Expect("input", input.Length, (long)shape.Batch * inBlocks * shape.Height * shape.Width * 16);
        Expect("gradient of the result", resultGradient.Length, (long)shape.Batch * outBlocks * shape.OutHeight * shape.OutWidth * 16);
        Expect("gradient of the filters", filterGradient.Length, 9L * shape.Results * shape.Channels);
        if (!biasGradient.IsEmpty) Expect("gradient of the bias", biasGradient.Length, shape.Results);
        workers = workspace.Get(WorkspaceFloats(team.Threads));
        v = workers + ((nint)team.Threads * Scratch);
        w = v + (transforms.Points * vPlane);
        sums = w + (transforms.Points * wPlane);
        fixed (float* a = input, b = resultGradient, c = filterGradient, d = biasGradient)
        {
            x = a;
            dy = b;
            gradient = c;
            bias = d;
            for (firstGroup = 0; firstGroup < groups; firstGroup += chunk)
            {
                Pass(Step.Tiles, team);
                Pass(Step.Sums, team);
            }

            Pass(Step.Filters, team);
            if (bias is not null) Pass(Step.Bias, team);
        }
    }

    /// <summary>Takes part in a step until nothing is left of it.</summary>
    void IParallelWork.Do(int index)
    {
        float* scratch = workers + ((nint)index * Scratch);
        int count = Math.Min(chunk, groups - firstGroup), pictures = (inBlocks + BlocksOfJob - 1) / BlocksOfJob, jobs = step switch
        {
            Step.Tiles => count * (pictures + ((outBlocks + BlocksOfJob - 1) / BlocksOfJob)),
            Step.Sums => transforms.Points * inBlocks,
            _ => outBlocks,
        };
        for (int job = Interlocked.Increment(ref next) - 1; job < jobs; job = Interlocked.Increment(ref next) - 1)
        {
            if (step == Step.Tiles && job / count < pictures) Picture(job % count, job / count * BlocksOfJob, scratch);
            else if (step == Step.Tiles) Gradient(job % count, ((job / count) - pictures) * BlocksOfJob, scratch);
            else if (step == Step.Sums) Sum(job / inBlocks, job % inBlocks, count);
            else if (step == Step.Filters) Gather(job, scratch);
            else SumBias(job);
        }
    }

    private void Pass(Step which, ITeam team)
    {
        step = which;
        Volatile.Write(ref next, 0);
        team.For(team.Threads, this);
    }

    private void Picture(int g, int block, float* scratch) =>
        transforms.Input(x, firstGroup + g, block, Math.Min(BlocksOfJob, inBlocks - block), v + ((((nint)g * inBlocks) + block) * group * 16), vPlane, scratch);

    private void Gradient(int g, int block, float* scratch) =>
        transforms.Gradient(dy, firstGroup + g, block, Math.Min(BlocksOfJob, outBlocks - block), w + ((((nint)g * outBlocks) + block) * group * 16), wPlane, scratch);

    private void Sum(int point, int inBlock, int count)
    {
        int channels = Math.Min(16, shape.Channels - (inBlock * 16));
        float* from = v + (point * vPlane) + ((nint)inBlock * group * 16), s = sums + (point * sumPlane) + ((nint)inBlock * outBlocks * 256);
        for (int block = 0; block < outBlocks; block += 2)
        {
            float* with = w + (point * wPlane) + ((nint)block * group * 16);
            outer.Sum(from, (nint)inBlocks * group * 16, with, (nint)outBlocks * group * 16, count, group, channels, s + (block * 256), block + 1 < outBlocks, firstGroup > 0);
        }
    }

    private void Gather(int outBlock, float* scratch)
    {
        int results = Math.Min(16, shape.Results - (outBlock * 16)), stride = shape.Channels * 9;
        for (int block = 0; block < inBlocks; block++)
        {
            float* to = gradient + ((nint)outBlock * 16 * stride) + (block * 16 * 9);
            back.Gather(sums + ((((nint)block * outBlocks) + outBlock) * 256), sumPlane, results, Math.Min(16, shape.Channels - (block * 16)), stride, to, scratch);
        }
    }

    /// <summary>Rows in float32, and their sums in double.</summary>
    private void SumBias(int block)
    {
        double* totals = stackalloc double[16];
        float* row = stackalloc float[16];
        new Span<double>(totals, 16).Clear();
        int width = shape.OutWidth;
        for (int line = 0; line < shape.Batch * shape.OutHeight; line++)
        {
            float* from = dy + ((((nint)(line / shape.OutHeight) * outBlocks) + block) * shape.OutHeight + (line % shape.OutHeight)) * width * 16;
            back.SumRow(from, width, row);
            for (int m = 0; m < 16; m++) totals[m] += row[m];
        }

        for (int m = 0; m < Math.Min(16, shape.Results - (block * 16)); m++) bias[(block * 16) + m] = (float)totals[m];
    }

    private static void Expect(string what, int found, long expected)
    {
        if (found != expected) throw new ShapeException($"Conv3x3FilterGradient, {what}", $"{expected} values", $"{found}");
    }
}
