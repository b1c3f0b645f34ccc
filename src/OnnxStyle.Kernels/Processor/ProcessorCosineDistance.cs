using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxStyle.Kernels.Processor;

/// <summary>
/// Rows of both matrices are brought to length 1 while they are packed, so that the rest is one product and 1 - cos at the end of each tile. A worker takes
/// <see cref="ChunkRows"/> rows of X at a time through blocks of Y that fit its second cache.
/// </summary>
internal sealed unsafe class ProcessorCosineDistance(Gang gang, Tile tile, IDistanceRows loops) : CosineDistance, IWork
{
    /// <summary>Rows of X in one part; a multiple of every panel.</summary>
    private const int ChunkRows = 64;

    /// <summary>Bytes of one block of Y.</summary>
    private const int BlockBytes = 256 * 1024;

    /// <summary>Rounding grows with the length of a sum, so that longer rows are summed in pieces of this many.</summary>
    private const int LongestSum = 512;

    private const int TileColumns = 1024;

    /// <summary>More than 1 - cos can be off by, so that the look at a row only ever lets too much through.</summary>
    private const float Rounding = 1e-6f;

    private readonly Workspace<float>[] chunks = Workspace<float>.Each(gang.Size);
    private readonly Workspace<ulong>[] heaps = Workspace<ulong>.Each(gang.Size);
    private readonly Workspace<float> packed = new();
    private readonly Workspace<float> mosaic = new();
    private Step step;
    private float* x;
    private float* y;
    private float* others;
    private float* target;
    private float* nearest;
    private int* indices;
    private int xRows;
    private int yRows;
    private int depth;
    private int xStride;
    private int yStride;
    private int firstColumn;
    private int lastColumn;
    private int pitch;
    private int neighbours;
    private bool stream;

    /// <summary>Whether the neighbours of a row are few enough for a list.</summary>
    private bool Listed => NeighbourList.IsFast && neighbours <= NeighbourList.Most;

    /// <summary>Room for the neighbours of a row.</summary>
    private int Slots => Listed ? NeighbourList.Slots : neighbours;

    private enum Step
    {
        Pack,
        Distances,
        Neighbours,
    }

    protected override void RunFull(MatrixView xs, MatrixView ys, Span<float> distances)
    {
        fixed (float* px = xs.Values, py = ys.Values, pd = distances)
        {
            Prepare(px, xs, py, ys);
            target = pd;
            stream = (long)xRows * yRows >= ProcessorKernels.StreamFrom;
            (pitch, firstColumn, lastColumn) = (yRows, 0, yRows);
            Share(Step.Distances, xRows, ChunkRows);
        }
    }

    protected override void RunTiles(MatrixView xs, MatrixView ys, DistanceTile receive)
    {
        int height = ChunkRows * gang.Size;
        fixed (float* px = xs.Values, py = ys.Values)
        {
            Prepare(px, xs, py, ys);
            target = mosaic.Get((long)height * TileColumns);
            stream = false;
            for (int row = 0; row < xs.Rows; row += height)
            {
                x = px + ((long)row * xStride);
                xRows = Math.Min(height, xs.Rows - row);
                for (firstColumn = 0; firstColumn < yRows; firstColumn += TileColumns)
                {
                    lastColumn = Math.Min(firstColumn + TileColumns, yRows);
                    pitch = lastColumn - firstColumn;
                    Share(Step.Distances, xRows, ChunkRows);
                    receive(row, firstColumn, new MatrixView(new ReadOnlySpan<float>(target, xRows * pitch), xRows, pitch));
                }
            }
        }
    }

    protected override void RunTopK(MatrixView xs, MatrixView ys, int count, Span<float> distances, Span<int> rows)
    {
        fixed (float* px = xs.Values, py = ys.Values, pd = distances)
        fixed (int* pi = rows)
        {
            Prepare(px, xs, py, ys);
            nearest = pd;
            indices = pi;
            (neighbours, firstColumn, lastColumn) = (count, 0, yRows);
            Share(Step.Neighbours, xRows, ChunkRows);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void IWork.Do(int part, int worker)
    {
        int first = part * ChunkRows;
        if (step == Step.Pack)
        {
            PackRows(y, yStride, first, Math.Min(yRows, first + ChunkRows), others + ((long)first * depth));
            return;
        }

        float* chunk = chunks[worker].Get((ChunkRows * (long)depth) + (4 * tile.Panel * tile.Rows) + ChunkRows), result = chunk + (ChunkRows * (long)depth), limits = result + (4 * tile.Panel * tile.Rows);
        int last = Math.Min(xRows, first + ChunkRows), block = Math.Max(BlockBytes / sizeof(float) / depth / (2 * tile.Panel), 1) * 2 * tile.Panel;
        ulong* heap = step == Step.Neighbours ? heaps[worker].Get((long)ChunkRows * Slots) : null;
        new Span<float>(limits, ChunkRows).Fill(float.NegativeInfinity);
        for (int i = first; i < last && heap is not null && Listed; i++) new NeighbourList(heap + ((long)(i - first) * Slots)).Clear();
        PackRows(x, xStride, first, last, chunk);
        for (int from = firstColumn; from < lastColumn; from += block)
        {
            int to = Math.Min(lastColumn, from + block);
            for (int i = first; i < last; i += tile.Rows)
            {
                int offset = (i - first) % tile.Panel, height = Math.Min(tile.Rows, last - i);
                float* left = chunk + ((long)(i - first - offset) * depth) + offset;
                for (int j = from; j < to; j += 2 * tile.Panel)
                {
                    Multiply(left, j, result);
                    if (step == Step.Distances) Keep(result, i, height, j, Math.Min(2 * tile.Panel, to - j));
                    else Compare(result, heap + ((long)(i - first) * Slots), limits + (i - first), height, j, Math.Min(2 * tile.Panel, to - j));
                }
            }
        }

        if (step == Step.Neighbours) Write(heap, first, last);
    }

    private void Prepare(float* px, MatrixView xs, float* py, MatrixView ys)
    {
        x = px;
        y = py;
        (xRows, yRows, depth, xStride, yStride) = (xs.Rows, ys.Rows, xs.Columns, xs.Stride, ys.Stride);
        others = packed.Get((yRows + ChunkRows) * (long)depth);
        Share(Step.Pack, yRows, ChunkRows);
    }

    private void Share(Step what, int rows, int chunk)
    {
        step = what;
        gang.Run(this, (rows + chunk - 1) / chunk);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PackRows(float* source, int stride, int first, int last, float* panels)
    {
        double* scales = stackalloc double[tile.Panel];
        for (int i = first; i < last; i += tile.Panel, panels += (long)tile.Panel * depth)
        {
            int rows = Math.Min(tile.Panel, last - i);
            for (int r = 0; r < tile.Panel; r++) scales[r] = r < rows ? InverseLength(source + ((long)(i + r) * stride)) : 0;
            Panels.Pack(source + ((long)i * stride), stride, rows, depth, panels, tile.Panel);
            for (int k = 0; k < depth; k++)
            {
                for (int r = 0; r < tile.Panel; r++) panels[((long)k * tile.Panel) + r] = (float)(panels[((long)k * tile.Panel) + r] * scales[r]);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double InverseLength(float* row)
    {
        double sum = 0;
        for (int k = 0; k < depth; k++) sum += (double)row[k] * row[k];
        return sum == 0 ? 0 : 1 / Math.Sqrt(sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Multiply(float* left, int column, float* result)
    {
        float* b0 = others + ((long)column * depth), b1 = column + tile.Panel < yRows ? b0 + ((long)tile.Panel * depth) : b0, piece = result + (2 * tile.Panel * tile.Rows);
        tile.Multiply(left, b0, b1, Math.Min(depth, LongestSum), result);
        for (int k = LongestSum; k < depth; k += LongestSum)
        {
            long skip = (long)k * tile.Panel;
            tile.Multiply(left + skip, b0 + skip, b1 + skip, Math.Min(LongestSum, depth - k), piece);
            for (int i = 0; i < 2 * tile.Panel * tile.Rows; i++) result[i] += piece[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Keep(float* result, int row, int height, int column, int width)
    {
        float* to = target + ((long)row * pitch) + column - firstColumn;
        for (int r = 0; r < height; r++) loops.Distances(result + (2 * tile.Panel * r), to + ((long)r * pitch), width, stream);
    }

    /// <summary>Offers a tile to the heaps of its rows. Most tiles have nothing for most rows, which one look at the row's largest cosine tells.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Compare(float* result, ulong* heap, float* limits, int height, int column, int width)
    {
        for (uint found = loops.RowsAbove(result, limits, height, 2 * tile.Panel); found != 0; found &= found - 1)
        {
            int r = BitOperations.TrailingZeroCount(found);
            float* cosines = result + (2 * tile.Panel * r);
            uint above = loops.Above(cosines, limits[r], 2 * tile.Panel) & (uint)((1ul << width) - 1);
            if (Listed)
            {
                NeighbourList list = new(heap + ((long)r * Slots));
                for (; above != 0; above &= above - 1) list.Offer(Distance(cosines, BitOperations.TrailingZeroCount(above)), column + BitOperations.TrailingZeroCount(above));
                limits[r] = 1 - list.Distance(neighbours - 1) - Rounding;
                continue;
            }

            NeighbourHeap nearestOfRow = new(heap + ((long)r * Slots), neighbours);
            for (; above != 0; above &= above - 1) nearestOfRow.Offer(Distance(cosines, BitOperations.TrailingZeroCount(above)), column + BitOperations.TrailingZeroCount(above));
            if (column + width >= neighbours) limits[r] = 1 - nearestOfRow.Worst - Rounding;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Distance(float* cosines, int column) => MathF.Min(MathF.Max(1 - cosines[column], 0), 2);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Write(ulong* heap, int first, int last)
    {
        for (int i = first; i < last; i++, heap += Slots)
        {
            NeighbourList list = new(heap);
            if (!Listed) new Span<ulong>(heap, neighbours).Sort();
            for (int r = 0; r < neighbours; r++)
            {
                nearest[((long)i * neighbours) + r] = Listed ? list.Distance(r) : NeighbourHeap.Distance(heap[r]);
                indices[((long)i * neighbours) + r] = Listed ? list.Index(r) : NeighbourHeap.Index(heap[r]);
            }
        }
    }
}
