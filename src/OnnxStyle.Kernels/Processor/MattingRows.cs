using System.Runtime.CompilerServices;

namespace OnnxStyle.Kernels.Processor;

/// <summary>
/// The loops of the matting Laplacian over one row of a tile. Every pair of pixels is used from both ends. From the pixel behind, p is loaded shifted, which the
/// first cache bears. From the pixel ahead, products are summed where the entries lie, one sum for each column they go to; these are moved into place at the
/// end. So entries are only ever loaded as they lie, and come from memory once.
/// </summary>
internal sealed unsafe class MattingRows<T> : IMattingRows
    where T : unmanaged, ILanes<T>
{
    private const int Pitch = MattingTile.Pitch;
    private const int Block = MattingTile.Block;
    private const int Plane = MattingTile.Plane;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void MultiplyThree(float* p, float* entries, nint above, float* sums, float* product, nint pitch, int width, bool stream)
    {
        int lead = (MattingTile.Halo + T.Count - 1) / T.Count * T.Count;
        for (int x = -lead; x < width + MattingTile.Halo; x += T.Count)
        {
            float* q = p + x, w = entries + MattingTile.Offset(x);
            T l = T.Load(w + (MattingCouplings.Count * Block)), p0 = T.Load(q), p1 = T.Load(q + Plane), p2 = T.Load(q + (2 * Plane));
            T c0 = T.Multiply(l, p0), c1 = T.Multiply(l, p1), c2 = T.Multiply(l, p2);
            l = T.Load(w);
            T d0 = T.Multiply(l, p0), d1 = T.Multiply(l, p1), d2 = T.Multiply(l, p2);
            c0 = T.MultiplyAdd(l, T.Load(q + 1), c0);
            c1 = T.MultiplyAdd(l, T.Load(q + Plane + 1), c1);
            c2 = T.MultiplyAdd(l, T.Load(q + (2 * Plane) + 1), c2);
            l = T.Load(w + Block);
            T e0 = T.Multiply(l, p0), e1 = T.Multiply(l, p1), e2 = T.Multiply(l, p2);
            c0 = T.MultiplyAdd(l, T.Load(q + 2), c0);
            c1 = T.MultiplyAdd(l, T.Load(q + Plane + 2), c1);
            c2 = T.MultiplyAdd(l, T.Load(q + (2 * Plane) + 2), c2);
            for (int ahead = 1; ahead <= MattingTile.Halo; ahead++)
            {
                float* v = w + (((5 * ahead) - 1) * Block);
                q += Pitch;
                for (int column = -2; column <= 2; column++)
                {
                    l = T.Load(v + (column * Block));
                    c0 = T.MultiplyAdd(l, T.Load(q + column), c0);
                    c1 = T.MultiplyAdd(l, T.Load(q + Plane + column), c1);
                    c2 = T.MultiplyAdd(l, T.Load(q + (2 * Plane) + column), c2);
                }
            }

            T a0 = default, a1 = default, a2 = default, b0 = default, b1 = default, b2 = default;
            for (int behind = 1; behind <= MattingTile.Halo; behind++)
            {
                q = p + x - (behind * Pitch);
                w = entries + (behind * above) + MattingTile.Offset(x) + (((5 * behind) - 3) * Block);
                p0 = T.Load(q);
                p1 = T.Load(q + Plane);
                p2 = T.Load(q + (2 * Plane));
                l = T.Load(w);
                a0 = T.MultiplyAdd(l, p0, a0);
                a1 = T.MultiplyAdd(l, p1, a1);
                a2 = T.MultiplyAdd(l, p2, a2);
                l = T.Load(w + Block);
                b0 = T.MultiplyAdd(l, p0, b0);
                b1 = T.MultiplyAdd(l, p1, b1);
                b2 = T.MultiplyAdd(l, p2, b2);
                l = T.Load(w + (2 * Block));
                c0 = T.MultiplyAdd(l, p0, c0);
                c1 = T.MultiplyAdd(l, p1, c1);
                c2 = T.MultiplyAdd(l, p2, c2);
                l = T.Load(w + (3 * Block));
                d0 = T.MultiplyAdd(l, p0, d0);
                d1 = T.MultiplyAdd(l, p1, d1);
                d2 = T.MultiplyAdd(l, p2, d2);
                l = T.Load(w + (4 * Block));
                e0 = T.MultiplyAdd(l, p0, e0);
                e1 = T.MultiplyAdd(l, p1, e1);
                e2 = T.MultiplyAdd(l, p2, e2);
            }

            Store(a0, b0, c0, d0, e0, sums + x);
            Store(a1, b1, c1, d1, e1, sums + x + (5 * Pitch));
            Store(a2, b2, c2, d2, e2, sums + x + (10 * Pitch));
        }

        for (int c = 0; c < 3; c++) Gather(sums + (c * 5 * Pitch), product + (c * pitch), width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void MultiplyOne(float* p, float* entries, nint above, float* sums, float* product, int width)
    {
        int lead = (MattingTile.Halo + T.Count - 1) / T.Count * T.Count;
        for (int x = -lead; x < width + MattingTile.Halo; x += T.Count)
        {
            float* q = p + x, w = entries + MattingTile.Offset(x);
            T pixel = T.Load(q), a = default, b = default, c = T.Multiply(T.Load(w + (MattingCouplings.Count * Block)), pixel);
            T d = T.Multiply(T.Load(w), pixel), e = T.Multiply(T.Load(w + Block), pixel);
            c = T.MultiplyAdd(T.Load(w), T.Load(q + 1), c);
            c = T.MultiplyAdd(T.Load(w + Block), T.Load(q + 2), c);
            for (int row = 1; row <= MattingTile.Halo; row++)
            {
                float* ahead = w + (((5 * row) - 3) * Block), behind = ahead + (row * above), next = q + (row * Pitch);
                for (int column = -2; column <= 2; column++) c = T.MultiplyAdd(T.Load(ahead + ((column + 2) * Block)), T.Load(next + column), c);
                pixel = T.Load(q - (row * Pitch));
                a = T.MultiplyAdd(T.Load(behind), pixel, a);
                b = T.MultiplyAdd(T.Load(behind + Block), pixel, b);
                c = T.MultiplyAdd(T.Load(behind + (2 * Block)), pixel, c);
                d = T.MultiplyAdd(T.Load(behind + (3 * Block)), pixel, d);
                e = T.MultiplyAdd(T.Load(behind + (4 * Block)), pixel, e);
            }

            Store(a, b, c, d, e, sums + x);
        }

        Gather(sums, product, width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Energy(float* p, float* entries, int width)
    {
        double sum = 0;
        for (int x = 0; x < width; x += T.Count)
        {
            T centre = T.Load(p + x), part = default;
            for (int d = 0; d < MattingCouplings.Count; d++)
            {
                T difference = T.Subtract(centre, T.Load(p + x + (MattingCouplings.RowOffsets[d] * Pitch) + MattingCouplings.ColumnOffsets[d]));
                part = T.MultiplyAdd(T.Multiply(T.Load(entries + MattingTile.Offset(x) + (d * Block)), difference), difference, part);
            }

            sum -= T.Sum(part);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Subtract(float* source, float level, float* target, int count)
    {
        T levels = T.Create(level);
        int i = 0;
        for (; i <= count - T.Count; i += T.Count) T.Store(T.Subtract(T.Load(source + i), levels), target + i);
        for (; i < count; i++) target[i] = source[i] - level;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(T a, T b, T c, T d, T e, float* sums)
    {
        T.Store(a, sums);
        T.Store(b, sums + Pitch);
        T.Store(c, sums + (2 * Pitch));
        T.Store(d, sums + (3 * Pitch));
        T.Store(e, sums + (4 * Pitch));
    }

    /// <summary>Adds up five rows of sums, each moved by its columns.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Gather(float* sums, float* product, int width)
    {
        for (int x = 0; x < width; x += T.Count)
        {
            T two = T.Add(T.Load(sums + x + 2), T.Load(sums + Pitch + x + 1)), others = T.Add(T.Load(sums + (3 * Pitch) + x - 1), T.Load(sums + (4 * Pitch) + x - 2));
            T.Store(T.Add(T.Add(two, others), T.Load(sums + (2 * Pitch) + x)), product + x);
        }
    }
}
