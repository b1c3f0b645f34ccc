using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxStyle.Kernels.Processor;

/// <summary>
/// The positions are shared out once; every worker packs a slice of them into panels that stay in its second cache, multiplies the tiles that touch the upper
/// half, and adds them up in double. Of <see cref="NarrowRows"/> rows or fewer every pair is a dot product: a tile would be mostly empty. Sums of the parts are added in their order, so a given number of threads gives the same bits.
/// </summary>
internal sealed unsafe class ProcessorGram(Gang gang, Tile tile) : Gram, IWork
{
    /// <summary>Bytes of packed panels in a slice: half of a small second cache.</summary>
    private const int SliceBytes = 256 * 1024;

    private const int NarrowRows = 8;
    private const int ShortestSlice = 128;
    private const int LongestSlice = 1024;
    private readonly Workspace<float>[] packed = Workspace<float>.Each(gang.Size);
    private readonly Workspace<double> sums = new();
    private float* features;
    private float* weights;
    private double* parts;
    private int rows;
    private int columns;
    private int stride;
    private int slice;
    private int padded;
    private int partColumns;

    protected override void Run(MatrixView matrix, ReadOnlySpan<float> weight, float scale, Span<float> gram)
    {
        (rows, columns, stride) = (matrix.Rows, matrix.Columns, matrix.Stride);
        padded = (rows + tile.Panel - 1) / tile.Panel * tile.Panel;
        slice = Math.Clamp(SliceBytes / sizeof(float) / padded, ShortestSlice, LongestSlice);
        int slices = (columns + slice - 1) / slice, count = Math.Min(gang.Size, slices);
        partColumns = (slices + count - 1) / count * slice;
        count = (columns + partColumns - 1) / partColumns;
        parts = sums.Get((long)count * padded * padded);
        fixed (float* f = matrix.Values, w = weight)
        {
            features = f;
            weights = w;
            gang.Run(this, count);
        }

        Reduce(count, scale, gram);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    void IWork.Do(int part, int worker)
    {
        double* sum = parts + ((long)part * padded * padded);
        new Span<double>(sum, padded * padded).Clear();
        long panels = (long)padded * slice;
        float* plain = packed[worker].Get((weights is null ? panels : 2 * panels) + (2 * tile.Panel * tile.Rows));
        float* weighted = weights is null ? plain : plain + panels, result = plain + (weights is null ? panels : 2 * panels);
        int last = Math.Min(columns, (part + 1) * partColumns);
        for (int from = part * partColumns; from < last; from += slice)
        {
            int depth = Math.Min(slice, last - from);
            if (rows <= NarrowRows)
            {
                AddPairs(from, depth, plain, sum);
                continue;
            }

            Pack(from, depth, plain, weighted);
            for (int j = 0; j < padded; j += 2 * tile.Panel)
            {
                int above = Math.Min(j + (2 * tile.Panel), padded);
                float* left = plain + ((long)j * depth), right = j + tile.Panel < padded ? left + ((long)tile.Panel * depth) : left;
                for (int i = 0; i < above; i += tile.Rows)
                {
                    int offset = i % tile.Panel;
                    tile.Multiply(weighted + ((long)(i - offset) * depth) + offset, left, right, depth, result);
                    Add(result, sum + ((long)i * padded) + j, above - j);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddPairs(int from, int depth, float* weighted, double* sum)
    {
        for (int i = 0; i < rows; i++)
        {
            float* left = features + ((long)i * stride) + from;
            for (int k = 0; k < depth && weights is not null; k++) weighted[k] = left[k] * weights[from + k];
            if (weights is not null) left = weighted;
            for (int j = i; j < rows; j++) sum[(i * padded) + j] += Dot(left, features + ((long)j * stride) + from, depth);
        }
    }

    /// <summary>Two sums go side by side.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Dot(float* a, float* b, int depth)
    {
        Vector<float> even = default, odd = default;
        int k = 0, step = Vector<float>.Count;
        for (; k <= depth - (2 * step); k += 2 * step)
        {
            even = Vector.FusedMultiplyAdd(Vector.Load(a + k), Vector.Load(b + k), even);
            odd = Vector.FusedMultiplyAdd(Vector.Load(a + k + step), Vector.Load(b + k + step), odd);
        }

        Vector.Widen(even + odd, out Vector<double> low, out Vector<double> high);
        double sum = Vector.Sum(low + high);
        for (; k < depth; k++) sum += (double)a[k] * b[k];
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pack(int from, int depth, float* plain, float* weighted)
    {
        for (int i = 0; i < rows; i += tile.Panel)
        {
            float* panel = plain + ((long)i * depth);
            Panels.Pack(features + ((long)i * stride) + from, stride, Math.Min(tile.Panel, rows - i), depth, panel, tile.Panel);
            if (weights is null) continue;
            float* other = weighted + ((long)i * depth);
            for (int k = 0; k < depth; k++)
            {
                for (int r = 0; r < tile.Panel; r++) other[(k * tile.Panel) + r] = panel[(k * tile.Panel) + r] * weights[from + k];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Add(float* result, double* sum, int width)
    {
        for (int r = 0; r < tile.Rows; r++, result += 2 * tile.Panel, sum += padded)
        {
            int j = 0;
            for (; j <= width - Vector<float>.Count; j += Vector<float>.Count)
            {
                Vector.Widen(Vector.Load(result + j), out Vector<double> low, out Vector<double> high);
                (Vector.Load(sum + j) + low).Store(sum + j);
                (Vector.Load(sum + j + Vector<double>.Count) + high).Store(sum + j + Vector<double>.Count);
            }

            for (; j < width; j++) sum[j] += result[j];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Reduce(int count, float scale, Span<float> gram)
    {
        for (int i = 0; i < rows; i++)
        {
            for (int j = i; j < rows; j++)
            {
                double sum = 0;
                for (int part = 0; part < count; part++) sum += parts[((((long)part * padded) + i) * padded) + j];
                gram[(i * rows) + j] = gram[(j * rows) + i] = (float)(sum / scale);
            }
        }
    }
}
