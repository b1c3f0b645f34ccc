using System.Runtime.CompilerServices;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Winograd;

/// <summary>
/// A 3x3 convolution of stride 1 on blocked tensors (<see cref="BlockedLayout"/>) by Winograd's minimal filtering. Every result is summed in the same order
/// whatever the number of threads, so the bits are the same. One caller at a time; no run allocates.
/// </summary>
internal sealed unsafe class Conv3x3Kernel : IParallelWork
{
    /// <summary>
    /// Results of so many numbers are written past the caches: none near a core holds them until they are read, and fetching their lines only to overwrite them
    /// costs traffic.
    /// </summary>
    private const int StreamFrom = 4 * 1024 * 1024;

    /// <summary>Blocks of channels that one job transforms.</summary>
    private const int BlocksOfJob = 4;

    private readonly Conv3x3Plan plan;
    private readonly TileProduct product;
    private readonly TileTransforms transforms;
    private readonly int inBlocks;
    private readonly int outBlocks;
    private readonly int group;
    private readonly int groups;

    // Of one run.
    private WinogradFilters? filters;
    private Epilogue epilogue;
    private float* x;
    private float* workers;
    private float* tiles;
    private float* sums;
    private long workerFloats;
    private nint tilePlane;
    private nint sumPlane;
    private int threads;
    private int firstGroup;
    private int chunk;
    private Step step;
    private int next;

    /// <summary>Makes a kernel.</summary>
    /// <param name="shape">The sizes in the direction in which it runs.</param>
    /// <param name="tile">The size of its tiles.</param>
    /// <param name="direction">Which way it uses its filters.</param>
    /// <param name="form">How wide it calculates; this processor must have it.</param>
    /// <param name="plan">How the work is divided, or null to choose.</param>
    /// <exception cref="ShapeException">A size is none that a convolution has.</exception>
    public Conv3x3Kernel(Conv3x3Shape shape, WinogradTile tile, ConvDirection direction, VectorForm form, Conv3x3Plan? plan = null)
    {
        shape.Validate();
        (Shape, Tile, Direction) = (shape, tile, direction);
        product = TileProduct.Of(form);
        group = product.Tiles;
        transforms = TileTransforms.Of(shape, tile, form, group);
        (inBlocks, outBlocks) = ((shape.Channels + 15) / 16, (shape.Results + 15) / 16);
        int side = (int)tile;
        groups = ((shape.Batch * ((shape.OutHeight + side - 1) / side) * ((shape.OutWidth + side - 1) / side)) + group - 1) / group;
        this.plan = plan ?? Conv3x3Plan.Of(shape, direction);
    }

    private enum Step
    {
        Strips,
        ToTiles,
        Multiply,
        FromTiles,
    }

    /// <summary>The sizes in the direction in which it runs.</summary>
    public Conv3x3Shape Shape { get; }

    /// <summary>The size of its tiles.</summary>
    public WinogradTile Tile { get; }

    /// <summary>Which way it uses its filters.</summary>
    public ConvDirection Direction { get; }

    /// <summary>Floats of workspace that a run on so many threads needs.</summary>
    public long WorkspaceFloats(int threads)
    {
        long between = transforms.Points * (long)(TilePlane(threads) + SumPlane(threads));
        return (outBlocks * 16) + (threads * WorkerFloats(threads)) + (plan.Phases ? between : 0);
    }

    /// <summary>Runs.</summary>
    /// <param name="input">[N, ⌈channels / 16⌉, H, W, 16].</param>
    /// <param name="filters">The filters, for tiles of this size.</param>
    /// <param name="bias">[results], or empty.</param>
    /// <param name="addend">What is added, of the result's shape; or empty. It may be the result itself.</param>
    /// <param name="relu">Whether negative sums become 0.</param>
    /// <param name="gate">Of the result's shape: where it is not above 0, the result is 0; or empty. It may be the result itself.</param>
    /// <param name="result">[N, ⌈results / 16⌉, H', W', 16]. It may not overlap the input.</param>
    /// <param name="team">The threads.</param>
    /// <param name="workspace">Memory for the time of the run.</param>
    /// <exception cref="ShapeException">A length or the filters do not fit.</exception>
    public void Run(ReadOnlySpan<float> input, WinogradFilters filters, ReadOnlySpan<float> bias, ReadOnlySpan<float> addend, bool relu, ReadOnlySpan<float> gate,
        Span<float> result, ITeam team, Workspace workspace)
    {
        Check(input.Length, filters, bias.Length, addend.Length, gate.Length, result.Length);
        threads = team.Threads;
        (tilePlane, sumPlane, chunk, workerFloats) = (TilePlane(threads), SumPlane(threads), GroupsAtOnce(threads), WorkerFloats(threads));
        float* padded = workspace.Get(WorkspaceFloats(threads));
        workers = padded + (outBlocks * 16);
        tiles = workers + (threads * workerFloats);
        sums = tiles + (transforms.Points * tilePlane);
        new Span<float>(padded, outBlocks * 16).Clear();
        bias.CopyTo(new Span<float>(padded, outBlocks * 16));
        this.filters = filters;
        fixed (float* from = input, add = addend, mask = gate, to = result)
        {
            x = from;
            epilogue = new Epilogue { Bias = padded, Addend = add, Gate = mask, Relu = relu, Stream = result.Length >= StreamFrom && ((nint)to & 63) == 0, Result = to };
            firstGroup = 0;
            if (!plan.Phases) Pass(Step.Strips, team);
            for (; plan.Phases && firstGroup < groups; firstGroup += chunk)
            {
                Pass(Step.ToTiles, team);
                Pass(Step.Multiply, team);
                Pass(Step.FromTiles, team);
            }
        }

        this.filters = null;
    }

    /// <summary>Takes part in a step until nothing is left of it.</summary>
    void IParallelWork.Do(int index)
    {
        float* own = workers + (index * workerFloats);
        int count = Math.Min(chunk, groups - firstGroup), jobs = step switch
        {
            Step.Strips => (groups + chunk - 1) / chunk,
            Step.ToTiles => count * ((inBlocks + BlocksOfJob - 1) / BlocksOfJob),
            Step.Multiply => transforms.Points * ((outBlocks + 1) / 2),
            _ => count * ((outBlocks + BlocksOfJob - 1) / BlocksOfJob),
        };
        for (int job = Interlocked.Increment(ref next) - 1; job < jobs; job = Interlocked.Increment(ref next) - 1)
        {
            if (step == Step.Strips) Strip(job * chunk, own);
            else if (step == Step.ToTiles) ToTiles(job % count, job / count * BlocksOfJob, own);
            else if (step == Step.Multiply) Multiply(job, count, own);
            else FromTiles(job % count, job / count * BlocksOfJob, own);
        }
    }

    private void Pass(Step which, ITeam team)
    {
        step = which;
        Volatile.Write(ref next, 0);
        team.For(team.Threads, this);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Strip(int first, float* own)
    {
        int count = Math.Min(chunk, groups - first);
        float* panel = own + transforms.ScratchFloats, v = panel + (inBlocks * 512), m = v + (transforms.Points * tilePlane);
        for (int g = 0; g < count; g++) transforms.Input(x, first + g, 0, inBlocks, v + ((nint)g * inBlocks * group * 16), tilePlane, own);
        for (int block = 0; block < outBlocks; block += 2)
        {
            int blocks = Math.Min(2, outBlocks - block);
            for (int p = 0; p < transforms.Points; p++) Multiply(p, block, blocks, count, v, m, blocks, panel, p + 1, block);
            for (int b = 0; b < blocks; b++)
            {
                for (int g = 0; g < count; g++) transforms.Output(m + (((g * blocks) + b) * group * 16), sumPlane, first + g, block + b, epilogue, own);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ToTiles(int g, int block, float* own) =>
        transforms.Input(x, firstGroup + g, block, Math.Min(BlocksOfJob, inBlocks - block), tiles + ((((nint)g * inBlocks) + block) * group * 16), tilePlane, own);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(int job, int count, float* own)
    {
        int pairs = (outBlocks + 1) / 2, block = job % pairs * 2, later = job + threads;
        float* m = sums + ((nint)block * group * 16), panel = own + transforms.ScratchFloats;
        Multiply(job / pairs, block, Math.Min(2, outBlocks - block), count, tiles, m, outBlocks, panel, later / pairs, later % pairs * 2);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FromTiles(int g, int block, float* own)
    {
        for (int b = block; b < Math.Min(outBlocks, block + BlocksOfJob); b++)
            transforms.Output(sums + ((((nint)g * outBlocks) + b) * group * 16), sumPlane, firstGroup + g, b, epilogue, own);
    }

    /// <summary>All tiles at one point with one or two blocks of filters; a group of sums has room for some blocks. The filters of a later job are asked for.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(int point, int block, int blocks, int count, float* v, float* m, int room, float* panel, int laterPoint, int laterBlock)
    {
        float* u, other = null;
        if (filters!.Has(Direction))
        {
            u = filters.Panel(Direction, point, block);
            if (blocks == 2) other = filters.Panel(Direction, point, block + 1);
        }
        else
        {
            u = panel;
            filters.CopyPanel(point, block, u);
            if (blocks == 2) filters.CopyPanel(point, block + 1, other = panel + (inBlocks * 256));
        }

        v += point * tilePlane;
        m += point * sumPlane;
        nint vStep = (nint)inBlocks * group * 16, mStep = (nint)room * group * 16;
        Ahead ahead = laterPoint < transforms.Points ? Later(laterPoint, laterBlock, count) : default;
        for (int g = 0; g < count; g++, v += vStep, m += mStep)
        {
            product.Multiply(v, group * 16, u, other, Shape.Channels, m, ahead);
            ahead.First += ahead.Lines * 16;
            ahead.Second += ahead.Lines * 16;
            if ((g + 1) * ahead.Lines >= 16) ahead.Lines = 0;
        }
    }

    /// <summary>A later job's filters, shared out among the groups of tiles.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Ahead Later(int point, int block, int count)
    {
        Ahead ahead = new() { Lines = (16 + count - 1) / count, Step = 256 };
        bool stored = filters!.Has(Direction);
        ahead.First = stored ? filters.Panel(Direction, point, block) : filters.Source(point, block, out ahead.Step);
        ahead.Second = block + 1 == outBlocks ? ahead.First : stored ? filters.Panel(Direction, point, block + 1) : ahead.First + 256;
        return ahead;
    }

    /// <summary>
    /// Groups of a strip, or of three phases, all about as long. Strips come out so that threads have as much; half as long at least, since each reads all filters.
    /// </summary>
    private int GroupsAtOnce(int threads)
    {
        int most = Math.Max(1, plan.Tiles / group), times = (groups + most - 1) / most;
        if (plan.Phases) return (groups + times - 1) / times;
        int best = most, least = int.MaxValue;
        for (int size = most; size >= Math.Max(1, Math.Min(most / 2, groups / threads)); size--)
        {
            int rounds = ((groups + size - 1) / size + threads - 1) / threads;
            if (rounds * size < least) (best, least) = (size, rounds * size);
        }

        return best;
    }

    /// <summary>Floats of one worker's own: scratch, two turned panels, and in strips its tiles and sums.</summary>
    private long WorkerFloats(int threads)
    {
        long floats = transforms.ScratchFloats + (inBlocks * 512L);
        return plan.Phases ? floats : floats + (transforms.Points * (long)(TilePlane(threads) + SumPlane(threads)));
    }

    // A line more than the tiles take: points would fight for the same lines of the caches where they are whole pages apart.
    private nint TilePlane(int threads) => ((nint)GroupsAtOnce(threads) * inBlocks * group * 16) + 16;

    private nint SumPlane(int threads) => ((nint)GroupsAtOnce(threads) * (plan.Phases ? outBlocks : 2) * group * 16) + 16;

    private void Check(int input, WinogradFilters filters, int bias, int addend, int gate, int result)
    {
        (int taken, int given) = Direction == ConvDirection.Forward ? (filters.Channels, filters.Results) : (filters.Results, filters.Channels);
        if (filters.Tile != Tile || taken != Shape.Channels || given != Shape.Results)
        {
            string expected = $"{Shape.Channels} to {Shape.Results} channels, tiles of {(int)Tile}";
            throw new ShapeException("Conv3x3, filters", expected, $"{taken} to {given}, tiles of {(int)filters.Tile}");
        }

        Expect("input", input, (long)Shape.Batch * inBlocks * Shape.Height * Shape.Width * 16, false);
        Expect("result", result, (long)Shape.Batch * outBlocks * Shape.OutHeight * Shape.OutWidth * 16, false);
        Expect("bias", bias, Shape.Results, true);
        Expect("addend", addend, result, true);
        Expect("gate", gate, result, true);
    }

    private static void Expect(string what, int found, long expected, bool optional)
    {
        if (found != expected && !(optional && found == 0)) throw new ShapeException($"Conv3x3, {what}", $"{expected} values", $"{found}");
    }
}
