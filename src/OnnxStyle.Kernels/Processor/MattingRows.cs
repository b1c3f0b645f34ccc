using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace OnnxStyle.Kernels.Processor;

/// <summary>
/// The loops of the matting Laplacian over one row of a tile. A vector of p is loaded once, where it is aligned, and multiplied into five sums, one for each column
/// that its products go to; these are moved into place and added at the end. (Loading p shifted for every product costs twice: most loads then straddle two lines.)
/// </summary>
internal sealed unsafe class MattingRows<T> : IMattingRows
    where T : unmanaged, ILanes<T>
{
    private const int Pitch = MattingTile.Pitch;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void MultiplyThree(float* p, float* entries, MattingStep* steps, float* sums, float* product, int width)
    {
        int lead = (MattingTile.Halo + T.Count - 1) / T.Count * T.Count;
        for (int x = -lead; x < width + MattingTile.Halo; x += T.Count)
        {
            float* w = entries + x;
            if (Sse.IsSupported) for (int d = 0; d < MattingTile.Planes; d++) Sse.Prefetch0(w + MattingTile.RowPitch + (d * Pitch));
            T p0 = T.Load(p + x), p1 = T.Load(p + MattingTile.Plane + x), p2 = T.Load(p + (2 * MattingTile.Plane) + x), l = T.Load(w - 2 + Pitch);
            T a0 = T.Multiply(l, p0), a1 = T.Multiply(l, p1), a2 = T.Multiply(l, p2);
            l = T.Load(w - 1);
            T b0 = T.Multiply(l, p0), b1 = T.Multiply(l, p1), b2 = T.Multiply(l, p2);
            l = T.Load(w + (MattingCouplings.Count * Pitch));
            T c0 = T.Multiply(l, p0), c1 = T.Multiply(l, p1), c2 = T.Multiply(l, p2);
            l = T.Load(w);
            T d0 = T.Multiply(l, p0), d1 = T.Multiply(l, p1), d2 = T.Multiply(l, p2);
            l = T.Load(w + Pitch);
            T e0 = T.Multiply(l, p0), e1 = T.Multiply(l, p1), e2 = T.Multiply(l, p2);
            for (MattingStep* step = steps; step < steps + MattingStep.Count; step++)
            {
                float* q = p + x + step->Pixel, v = w + step->Entry;
                nint next = step->Next;
                p0 = T.Load(q);
                p1 = T.Load(q + MattingTile.Plane);
                p2 = T.Load(q + (2 * MattingTile.Plane));
                l = T.Load(v);
                a0 = T.MultiplyAdd(l, p0, a0);
                a1 = T.MultiplyAdd(l, p1, a1);
                a2 = T.MultiplyAdd(l, p2, a2);
                l = T.Load(v += next);
                b0 = T.MultiplyAdd(l, p0, b0);
                b1 = T.MultiplyAdd(l, p1, b1);
                b2 = T.MultiplyAdd(l, p2, b2);
                l = T.Load(v += next);
                c0 = T.MultiplyAdd(l, p0, c0);
                c1 = T.MultiplyAdd(l, p1, c1);
                c2 = T.MultiplyAdd(l, p2, c2);
                l = T.Load(v += next);
                d0 = T.MultiplyAdd(l, p0, d0);
                d1 = T.MultiplyAdd(l, p1, d1);
                d2 = T.MultiplyAdd(l, p2, d2);
                l = T.Load(v + next);
                e0 = T.MultiplyAdd(l, p0, e0);
                e1 = T.MultiplyAdd(l, p1, e1);
                e2 = T.MultiplyAdd(l, p2, e2);
            }

            float* s = sums + x;
            T.Store(a0, s);
            T.Store(b0, s + Pitch);
            T.Store(c0, s + (2 * Pitch));
            T.Store(d0, s + (3 * Pitch));
            T.Store(e0, s + (4 * Pitch));
            T.Store(a1, s + (5 * Pitch));
            T.Store(b1, s + (6 * Pitch));
            T.Store(c1, s + (7 * Pitch));
            T.Store(d1, s + (8 * Pitch));
            T.Store(e1, s + (9 * Pitch));
            T.Store(a2, s + (10 * Pitch));
            T.Store(b2, s + (11 * Pitch));
            T.Store(c2, s + (12 * Pitch));
            T.Store(d2, s + (13 * Pitch));
            T.Store(e2, s + (14 * Pitch));
        }

        for (int c = 0; c < 3; c++) Gather(sums + (c * 5 * Pitch), product + (c * Pitch), width);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void MultiplyOne(float* p, float* entries, MattingStep* steps, float* sums, float* product, int width)
    {
        int lead = (MattingTile.Halo + T.Count - 1) / T.Count * T.Count;
        for (int x = -lead; x < width + MattingTile.Halo; x += T.Count)
        {
            float* w = entries + x, s = sums + x;
            T q = T.Load(p + x), a = T.Multiply(T.Load(w - 2 + Pitch), q), b = T.Multiply(T.Load(w - 1), q), c = T.Multiply(T.Load(w + (MattingCouplings.Count * Pitch)), q);
            T d = T.Multiply(T.Load(w), q), e = T.Multiply(T.Load(w + Pitch), q);
            for (MattingStep* step = steps; step < steps + MattingStep.Count; step++)
            {
                float* v = w + step->Entry;
                nint next = step->Next;
                q = T.Load(p + x + step->Pixel);
                a = T.MultiplyAdd(T.Load(v), q, a);
                b = T.MultiplyAdd(T.Load(v += next), q, b);
                c = T.MultiplyAdd(T.Load(v += next), q, c);
                d = T.MultiplyAdd(T.Load(v += next), q, d);
                e = T.MultiplyAdd(T.Load(v + next), q, e);
            }

            T.Store(a, s);
            T.Store(b, s + Pitch);
            T.Store(c, s + (2 * Pitch));
            T.Store(d, s + (3 * Pitch));
            T.Store(e, s + (4 * Pitch));
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
                part = T.MultiplyAdd(T.Multiply(T.Load(entries + x + (d * Pitch)), difference), difference, part);
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
