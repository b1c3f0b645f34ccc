using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OnnxStyle.Kernels.Processor;

/// <summary>
/// The product of three channels in 512 bits, where a load across two cache lines costs most: nothing is loaded but whole lines. p is multiplied where it lies, into five
/// sums, one for each column its products go to. Entries of pixels ahead are moved to it between two registers, once for three channels, and so are the sums in the end.
/// </summary>
internal sealed unsafe class MattingRows512 : IMattingRows
{
    private const int Block = MattingTile.Block;
    private const int Plane = MattingTile.Plane;
    private const int Pitch = MattingTile.Pitch;

    /// <summary>Blocks whose entries are asked for before they are needed: the processor looks no further than a page by itself, which is five blocks.</summary>
    private const int Ahead = 4;

    private readonly MattingRows<Lanes512> others = new();

    public void MultiplyOne(float* p, float* entries, nint above, float* sums, float* product, int width) => others.MultiplyOne(p, entries, above, sums, product, width);

    public double Energy(float* p, float* entries, int width) => others.Energy(p, entries, width);

    public void Subtract(float* source, float level, float* target, int count) => others.Subtract(source, level, target, count);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void MultiplyThree(float* p, float* entries, nint above, float* sums, float* product, nint pitch, int width, bool stream)
    {
        // Names say where sums go: a two columns to the left, c to their own, e two to the right.
        for (int x = -Block; x < width + Block; x += Block, entries += MattingTile.BlockPitch)
        {
            float* q = p + x, w = entries - MattingTile.BlockPitch;
            for (int line = 0; line < MattingTile.Entries; line++) Sse.Prefetch0(w + (Ahead * MattingTile.BlockPitch) + (line * Block));
            Vector512<float> p0 = Vector512.Load(q), p1 = Vector512.Load(q + Plane), p2 = Vector512.Load(q + (2 * Plane));
            Vector512<float> l = Vector512.Load(w + (MattingCouplings.Count * Block)), c0 = l * p0, c1 = l * p1, c2 = l * p2;
            l = Vector512.Load(w);
            Vector512<float> d0 = l * p0, d1 = l * p1, d2 = l * p2;
            l = Moved(l, Vector512.Load(w - MattingTile.BlockPitch), 15);
            Vector512<float> b0 = l * p0, b1 = l * p1, b2 = l * p2;
            l = Vector512.Load(w + Block);
            Vector512<float> e0 = l * p0, e1 = l * p1, e2 = l * p2;
            l = Moved(l, Vector512.Load(w + Block - MattingTile.BlockPitch), 14);
            Vector512<float> a0 = l * p0, a1 = l * p1, a2 = l * p2;
            for (int row = 1; row <= MattingTile.Halo; row++)
            {
                float* v = w + (row * above) + (((5 * row) - 3) * Block);
                p0 = Vector512.Load(q - (row * Pitch));
                p1 = Vector512.Load(q - (row * Pitch) + Plane);
                p2 = Vector512.Load(q - (row * Pitch) + (2 * Plane));
                l = Vector512.Load(v);
                a0 = Vector512.FusedMultiplyAdd(l, p0, a0);
                a1 = Vector512.FusedMultiplyAdd(l, p1, a1);
                a2 = Vector512.FusedMultiplyAdd(l, p2, a2);
                l = Vector512.Load(v + Block);
                b0 = Vector512.FusedMultiplyAdd(l, p0, b0);
                b1 = Vector512.FusedMultiplyAdd(l, p1, b1);
                b2 = Vector512.FusedMultiplyAdd(l, p2, b2);
                l = Vector512.Load(v + (2 * Block));
                c0 = Vector512.FusedMultiplyAdd(l, p0, c0);
                c1 = Vector512.FusedMultiplyAdd(l, p1, c1);
                c2 = Vector512.FusedMultiplyAdd(l, p2, c2);
                l = Vector512.Load(v + (3 * Block));
                d0 = Vector512.FusedMultiplyAdd(l, p0, d0);
                d1 = Vector512.FusedMultiplyAdd(l, p1, d1);
                d2 = Vector512.FusedMultiplyAdd(l, p2, d2);
                l = Vector512.Load(v + (4 * Block));
                e0 = Vector512.FusedMultiplyAdd(l, p0, e0);
                e1 = Vector512.FusedMultiplyAdd(l, p1, e1);
                e2 = Vector512.FusedMultiplyAdd(l, p2, e2);
            }

            for (int row = 1; row <= MattingTile.Halo; row++)
            {
                float* v = w + (((5 * row) - 3) * Block);
                p0 = Vector512.Load(q + (row * Pitch));
                p1 = Vector512.Load(q + (row * Pitch) + Plane);
                p2 = Vector512.Load(q + (row * Pitch) + (2 * Plane));
                l = Moved(Vector512.Load(v + MattingTile.BlockPitch), Vector512.Load(v), 2);
                e0 = Vector512.FusedMultiplyAdd(l, p0, e0);
                e1 = Vector512.FusedMultiplyAdd(l, p1, e1);
                e2 = Vector512.FusedMultiplyAdd(l, p2, e2);
                l = Moved(Vector512.Load(v + Block + MattingTile.BlockPitch), Vector512.Load(v + Block), 1);
                d0 = Vector512.FusedMultiplyAdd(l, p0, d0);
                d1 = Vector512.FusedMultiplyAdd(l, p1, d1);
                d2 = Vector512.FusedMultiplyAdd(l, p2, d2);
                l = Vector512.Load(v + (2 * Block));
                c0 = Vector512.FusedMultiplyAdd(l, p0, c0);
                c1 = Vector512.FusedMultiplyAdd(l, p1, c1);
                c2 = Vector512.FusedMultiplyAdd(l, p2, c2);
                l = Moved(Vector512.Load(v + (3 * Block)), Vector512.Load(v + (3 * Block) - MattingTile.BlockPitch), 15);
                b0 = Vector512.FusedMultiplyAdd(l, p0, b0);
                b1 = Vector512.FusedMultiplyAdd(l, p1, b1);
                b2 = Vector512.FusedMultiplyAdd(l, p2, b2);
                l = Moved(Vector512.Load(v + (4 * Block)), Vector512.Load(v + (4 * Block) - MattingTile.BlockPitch), 14);
                a0 = Vector512.FusedMultiplyAdd(l, p0, a0);
                a1 = Vector512.FusedMultiplyAdd(l, p1, a1);
                a2 = Vector512.FusedMultiplyAdd(l, p2, a2);
            }

            // Every block completes the one before it. The first is the neighbour's, which only leaves its sums.
            if (x > 0)
            {
                float* done = product + x - Block;
                Finish(Vector512.Load(sums + (2 * Block)) + Moved(b0, Vector512.Load(sums + (3 * Block)), 1) + Moved(a0, Vector512.Load(sums + (4 * Block)), 2), done, stream);
                Finish(Vector512.Load(sums + (7 * Block)) + Moved(b1, Vector512.Load(sums + (8 * Block)), 1) + Moved(a1, Vector512.Load(sums + (9 * Block)), 2), done + pitch, stream);
                Finish(Vector512.Load(sums + (12 * Block)) + Moved(b2, Vector512.Load(sums + (13 * Block)), 1) + Moved(a2, Vector512.Load(sums + (14 * Block)), 2), done + (2 * pitch), stream);
            }

            // Of the very first block what is moved in is chance, and never used.
            c0 += Moved(d0, Vector512.Load(sums), 15) + Moved(e0, Vector512.Load(sums + Block), 14);
            c1 += Moved(d1, Vector512.Load(sums + (5 * Block)), 15) + Moved(e1, Vector512.Load(sums + (6 * Block)), 14);
            c2 += Moved(d2, Vector512.Load(sums + (10 * Block)), 15) + Moved(e2, Vector512.Load(sums + (11 * Block)), 14);
            Store(d0, e0, c0, b0, a0, sums);
            Store(d1, e1, c1, b1, a1, sums + (5 * Block));
            Store(d2, e2, c2, b2, a2, sums + (10 * Block));
        }
    }

    /// <summary>The 16 lanes that begin so many lanes within <paramref name="left"/> and go on in <paramref name="right"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Moved(Vector512<float> right, Vector512<float> left, [ConstantExpected] byte lanes) =>
        Avx512F.AlignRight32(right.AsUInt32(), left.AsUInt32(), lanes).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Finish(Vector512<float> value, float* target, bool stream)
    {
        if (stream) value.StoreAlignedNonTemporal(target);
        else value.Store(target);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d, Vector512<float> e, float* sums)
    {
        a.Store(sums);
        b.Store(sums + Block);
        c.Store(sums + (2 * Block));
        d.Store(sums + (3 * Block));
        e.Store(sums + (4 * Block));
    }
}
