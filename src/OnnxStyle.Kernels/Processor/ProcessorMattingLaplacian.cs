using System.Buffers;
using System.Runtime.CompilerServices;

namespace OnnxStyle.Kernels.Processor;

/// <summary>
/// One pass over the entries of L: the diagonal and the twelve of each pixel with those ahead of it. They lie in strips of 256 columns as they are read, row after
/// row, with two columns of the neighbours on each side and zeros around the picture; a tile of p is copied into the first caches in the same shape. So nothing
/// looks for borders, and rows are never a whole page apart, where they would push each other out of the cache.
/// L c = 0 for a constant c: each tile of p is moved by the value of its first pixel before, so that smooth pictures round little and constant ones not at all.
/// </summary>
internal sealed unsafe class ProcessorMattingLaplacian : MattingLaplacian, IWork
{
    /// <summary>Channels that go through together.</summary>
    private const int Together = 3;

    private const int PartRows = 64;
    private readonly Gang gang;
    private readonly IMattingRows loops;
    private readonly Workspace<float> memory = new();
    private readonly Workspace<float>[] tiles;
    private readonly Workspace<double> sums = new();
    private readonly Workspace<MattingStep> stepMemory = new();
    private readonly MattingStep* steps;
    private readonly float* entries;
    private readonly int plane;
    private readonly int strips;
    private Step step;
    private float* from;
    private float* to;
    private double* energies;
    private int channels;

    public ProcessorMattingLaplacian(Gang gang, IMattingRows loops, ReadOnlySpan<float> guide, int height, int width, double epsilon)
        : base(guide, height, width, epsilon)
    {
        this.gang = gang;
        this.loops = loops;
        plane = height * width;
        strips = (width + MattingTile.Columns - 1) / MattingTile.Columns;
        tiles = Workspace<float>.Each(gang.Size);
        steps = stepMemory.Get(MattingStep.Count);
        (steps[0], steps[1], steps[2], steps[3]) = (MattingStep.Up(2), MattingStep.Up(1), MattingStep.Down(1), MattingStep.Down(2));

        // A vector that begins in front of a strip looks up to two columns further back: a line of zeros in front of the first.
        entries = memory.Get(((long)strips * (height + MattingTile.Halo) * MattingTile.RowPitch) + MattingTile.Edge) + MattingTile.Edge;
        new Span<float>(entries - MattingTile.Edge, MattingTile.Edge).Clear();
        for (int strip = 0; strip < strips; strip++) new Span<float>(Entries(strip, -MattingTile.Halo), MattingTile.Halo * MattingTile.RowPitch).Clear();
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

    public override long Bytes => memory.Bytes + sums.Bytes + stepMemory.Bytes + tiles.Sum(tile => tile.Bytes);

    private int Parts => strips * ((Height + PartRows - 1) / PartRows);

    protected override void RunMultiply(ReadOnlySpan<float> p, int count, Span<float> product)
    {
        fixed (float* source = p, target = product)
        {
            from = source;
            to = target;
            channels = count;
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

        int strip = part % strips, first = part / strips * PartRows, last = Math.Min(Height, first + PartRows);
        float* tile = tiles[worker].Get(Together * (MattingTile.Plane + (6 * MattingTile.Pitch)));
        if (step == Step.Energy) new Span<double>(energies + (part * channels), channels).Clear();
        for (int c = 0; c < channels; c += Together)
        {
            int together = Math.Min(Together, channels - c);
            for (int y = first; y < last; y += MattingTile.Rows)
            {
                int rows = Math.Min(MattingTile.Rows, last - y);
                for (int k = 0; k < together; k++) Load(from + ((long)(c + k) * plane), strip, y, rows, tile + (k * MattingTile.Plane));
                if (step == Step.Multiply) Multiply(tile, strip, y, rows, c, together);
                else for (int k = 0; k < together; k++) energies[(part * channels) + c + k] += Energy(tile + (k * MattingTile.Plane), strip, y, rows);
            }
        }
    }

    private void Share(Step what, int parts)
    {
        step = what;
        gang.Run(this, parts);
    }

    private float* Entries(int strip, int row) => entries + ((((long)strip * (Height + MattingTile.Halo)) + row + MattingTile.Halo) * MattingTile.RowPitch);

    private int ColumnsOf(int strip) => Math.Min(MattingTile.Columns, Width - (strip * MattingTile.Columns));

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(float* tile, int strip, int y, int rows, int channel, int together)
    {
        int width = ColumnsOf(strip);
        float* sums = tile + (Together * MattingTile.Plane) + MattingTile.Edge, product = sums + (Together * 5 * MattingTile.Pitch);
        for (int row = 0; row < rows; row++)
        {
            float* p = tile + ((row + MattingTile.Halo) * MattingTile.Pitch) + MattingTile.Edge, l = Entries(strip, y + row) + MattingTile.Edge;
            if (together == Together) loops.MultiplyThree(p, l, steps, sums, product, width);
            else for (int k = 0; k < together; k++) loops.MultiplyOne(p + (k * MattingTile.Plane), l, steps, sums, product + (k * MattingTile.Pitch), width);
            float* target = to + ((long)channel * plane) + ((long)(y + row) * Width) + (strip * MattingTile.Columns);
            for (int k = 0; k < together; k++) new ReadOnlySpan<float>(product + (k * MattingTile.Pitch), width).CopyTo(new Span<float>(target + ((long)k * plane), width));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Energy(float* tile, int strip, int y, int rows)
    {
        double sum = 0;
        for (int row = 0; row < rows; row++)
        {
            sum += loops.Energy(tile + ((row + MattingTile.Halo) * MattingTile.Pitch) + MattingTile.Edge, Entries(strip, y + row) + MattingTile.Edge, ColumnsOf(strip));
        }

        return sum;
    }

    /// <summary>Computes the entries of one band of rows and lays them out in strips.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Prepare(int band)
    {
        double[] window = MattingCouplings.Band(new ReadOnlySpan<float>(from, 3 * plane), Height, Width, Epsilon, band);
        int first = band * MattingCouplings.BandRows;
        for (int y = first; y < Math.Min(Height, first + MattingCouplings.BandRows); y++)
        {
            for (int strip = 0; strip < strips; strip++)
            {
                float* target = Entries(strip, y);
                for (int i = 0; i < MattingTile.Pitch; i++)
                {
                    int x = (strip * MattingTile.Columns) - MattingTile.Edge + i;
                    bool inside = x >= 0 && x < Width;
                    for (int d = 0; d < MattingCouplings.Count; d++) target[(d * MattingTile.Pitch) + i] = inside ? -(float)MattingCouplings.At(window, Width, y - first, x, d) : 0;
                    target[(MattingCouplings.Count * MattingTile.Pitch) + i] = inside ? (float)MattingCouplings.Diagonal(window, Width, y - first, x) : 0;
                }
            }
        }

        ArrayPool<double>.Shared.Return(window);
    }

    /// <summary>Copies rows of a strip with its halos, less the value of the first pixel. What lies outside of the picture becomes 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Load(float* p, int strip, int y, int rows, float* tile)
    {
        int left = (strip * MattingTile.Columns) - MattingTile.Edge;
        int begin = Math.Max(MattingTile.Edge - MattingTile.Halo, -left), end = Math.Min(MattingTile.Edge + MattingTile.Columns + MattingTile.Halo, Width - left);
        float level = p[((long)y * Width) + left + MattingTile.Edge];
        for (int row = y - MattingTile.Halo; row < y + rows + MattingTile.Halo; row++, tile += MattingTile.Pitch)
        {
            Span<float> target = new(tile, MattingTile.Pitch);
            if (row < 0 || row >= Height)
            {
                target.Clear();
                continue;
            }

            target[..begin].Clear();
            loops.Subtract(p + ((long)row * Width) + left + begin, level, tile + begin, end - begin);
            target[end..].Clear();
        }
    }
}
