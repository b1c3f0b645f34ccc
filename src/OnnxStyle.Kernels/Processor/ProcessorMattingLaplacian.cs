using System.Buffers;
using System.Runtime.CompilerServices;

namespace OnnxStyle.Kernels.Processor;

/// <summary>
/// One pass over the entries of L: the diagonal and the twelve of each pixel with those ahead of it, as a <see cref="MattingTile"/> says. A tile of p is copied into
/// the first caches with zeros around the picture, and entries that would leave it are zeros, so nothing looks for borders.
/// L c = 0 for a constant c: each tile of p is moved by the value of its first pixel before, so that smooth pictures round little and constant ones not at all.
/// </summary>
internal sealed unsafe class ProcessorMattingLaplacian : MattingLaplacian, IWork
{
    /// <summary>Channels that go through together.</summary>
    private const int Together = 3;

    /// <summary>Blocks that a strip looks beyond its ends.</summary>
    private const int Beyond = 2;

    private readonly Gang gang;
    private readonly IMattingRows loops;
    private readonly Workspace<float> memory = new();
    private readonly Workspace<float>[] tiles;
    private readonly Workspace<double> sums = new();
    private readonly float* entries;
    private readonly int plane;
    private readonly int blocks;
    private readonly int strips;
    private Step step;
    private float* from;
    private float* to;
    private double* energies;
    private int channels;
    private bool stream;

    public ProcessorMattingLaplacian(Gang gang, IMattingRows loops, ReadOnlySpan<float> guide, int height, int width, double epsilon)
        : base(guide, height, width, epsilon)
    {
        this.gang = gang;
        this.loops = loops;
        plane = height * width;
        strips = (width + MattingTile.Columns - 1) / MattingTile.Columns;
        tiles = Workspace<float>.Each(gang.Size);
        blocks = (width + MattingTile.Block - 1) / MattingTile.Block;

        // Zeros: two rows above, two blocks in front and behind. A strip looks that far beyond its ends, which within the picture is what the neighbouring row ends with.
        long leading = Beyond + ((long)MattingTile.Halo * blocks);
        entries = memory.Get((leading + ((long)height * blocks) + Beyond) * MattingTile.BlockPitch) + (leading * MattingTile.BlockPitch);
        new Span<float>(Block(-MattingTile.Halo, -Beyond), (int)leading * MattingTile.BlockPitch).Clear();
        new Span<float>(Block(height, 0), Beyond * MattingTile.BlockPitch).Clear();
        fixed (float* pixels = guide)
        {
            from = pixels;
            Share(Step.Prepare, (height + MattingCouplings.BandRows - 1) / MattingCouplings.BandRows);
        }
    }

    private enum Step
    {
        Prepare,
        Multiply,
        Energy,
    }

    public override long Bytes => memory.Bytes + sums.Bytes + tiles.Sum(tile => tile.Bytes);

    private int Parts => strips * ((Height + MattingTile.Rows - 1) / MattingTile.Rows);

    protected override void RunMultiply(ReadOnlySpan<float> p, int count, Span<float> product)
    {
        fixed (float* source = p, target = product)
        {
            from = source;
            to = target;
            channels = count;
            stream = product.Length >= ProcessorKernels.StreamFrom && ((nint)target | (plane * (nint)sizeof(float)) | (Width * (nint)sizeof(float))) % 64 == 0;
            Share(Step.Multiply, Parts);
        }
    }

    protected override void RunEnergy(ReadOnlySpan<float> p, int count, Span<double> energy)
    {
        energies = sums.Get((long)Parts * count);
        fixed (float* source = p)
        {
            from = source;
            channels = count;
            Share(Step.Energy, Parts);
        }

        energy.Clear();
        for (int part = 0; part < Parts; part++)
        {
            for (int c = 0; c < count; c++) energy[c] += energies[(part * count) + c];
        }
    }

    void IWork.Do(int part, int worker)
    {
        if (step == Step.Prepare)
        {
            Prepare(part);
            return;
        }

        int strip = part % strips, first = part / strips * MattingTile.Rows, last = Math.Min(Height, first + MattingTile.Rows);
        float* tile = tiles[worker].Get(Together * (MattingTile.Plane + (6 * MattingTile.Pitch)));
        float* sums = tile + (Together * MattingTile.Plane) + MattingTile.Edge;
        if (step == Step.Energy) new Span<double>(energies + (part * channels), channels).Clear();
        for (int c = 0; c < channels; c += Together)
        {
            int together = Math.Min(Together, channels - c);
            for (int y = first - (2 * MattingTile.Halo); y < last; y++)
            {
                for (int k = 0; k < together; k++) Load(from + ((long)(c + k) * plane), strip, first, y + MattingTile.Halo, tile + (k * MattingTile.Plane));
                if (y < first) continue;
                float* row = tile + ((y - first + MattingTile.Halo) * MattingTile.Pitch) + MattingTile.Edge;
                if (step == Step.Multiply) Multiply(row, sums, strip, y, c, together);
                else for (int k = 0; k < together; k++) energies[(part * channels) + c + k] += loops.Energy(row + (k * MattingTile.Plane), Entries(y, strip), ColumnsOf(strip));
            }
        }
    }

    private void Share(Step what, int parts)
    {
        step = what;
        gang.Run(this, parts);
    }

    private float* Entries(int row, int strip) => Block(row, strip * (MattingTile.Columns / MattingTile.Block));

    private float* Block(int row, int block) => entries + ((((long)row * blocks) + block) * MattingTile.BlockPitch);

    private int ColumnsOf(int strip) => Math.Min(MattingTile.Columns, Width - (strip * MattingTile.Columns));

    /// <summary>One row of a part. A strip of whole vectors goes straight to its place, others through a buffer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(float* row, float* sums, int strip, int y, int channel, int together)
    {
        int width = ColumnsOf(strip);
        float* l = Entries(y, strip), target = to + ((long)channel * plane) + ((long)y * Width) + (strip * MattingTile.Columns);
        bool whole = width % MattingTile.Block == 0;
        float* product = whole ? target : sums + (Together * 5 * MattingTile.Pitch);
        nint pitch = whole ? plane : MattingTile.Pitch, above = -(nint)blocks * MattingTile.BlockPitch;
        if (together == Together) loops.MultiplyThree(row, l, above, sums, product, pitch, width, stream);
        else for (int k = 0; k < together; k++) loops.MultiplyOne(row + (k * MattingTile.Plane), l, above, sums, product + (k * pitch), width);
        if (whole) return;
        for (int k = 0; k < together; k++) new ReadOnlySpan<float>(product + (k * pitch), width).CopyTo(new Span<float>(target + ((long)k * plane), width));
    }

    /// <summary>Computes the entries of one band of rows and lays them out in blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Prepare(int band)
    {
        double[] window = MattingCouplings.Band(new ReadOnlySpan<float>(from, 3 * plane), Height, Width, Epsilon, band);
        int first = band * MattingCouplings.BandRows;
        for (int y = first; y < Math.Min(Height, first + MattingCouplings.BandRows); y++)
        {
            for (int block = 0; block < blocks; block++)
            {
                float* target = Block(y, block);
                for (int i = 0; i < MattingTile.Block; i++)
                {
                    int x = (block * MattingTile.Block) + i;
                    bool inside = x < Width;
                    for (int d = 0; d < MattingCouplings.Count; d++) target[(d * MattingTile.Block) + i] = inside ? -(float)MattingCouplings.At(window, Width, y - first, x, d) : 0;
                    target[(MattingCouplings.Count * MattingTile.Block) + i] = inside ? (float)MattingCouplings.Diagonal(window, Width, y - first, x) : 0;
                }
            }
        }

        ArrayPool<double>.Shared.Return(window);
    }

    /// <summary>Copies one row of a part with its halos into its tile, less the value of the part's first pixel. What lies outside of the picture becomes 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Load(float* p, int strip, int first, int row, float* tile)
    {
        int left = (strip * MattingTile.Columns) - MattingTile.Edge, begin = Math.Max(0, -left), end = Math.Min(MattingTile.Pitch, Width - left);
        float* target = tile + ((row - first + MattingTile.Halo) * MattingTile.Pitch);
        if (row < 0 || row >= Height) begin = end = MattingTile.Pitch;
        else loops.Subtract(p + ((long)row * Width) + left + begin, p[((long)first * Width) + left + MattingTile.Edge], target + begin, end - begin);
        new Span<float>(target, begin).Clear();
        new Span<float>(target + end, MattingTile.Pitch - end).Clear();
    }
}
