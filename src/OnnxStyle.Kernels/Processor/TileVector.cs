using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxStyle.Kernels.Processor;

/// <summary>4 x 2 vectors in eight of 16 registers.</summary>
internal sealed unsafe class TileVector : Tile
{
    public override int Panel => Vector<float>.Count;

    public override int Rows => 4;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Multiply(float* a, float* b0, float* b1, int depth, float* tile)
    {
        int width = Vector<float>.Count;
        Vector<float> s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default, s30 = default, s31 = default;
        for (int k = 0; k < depth; k++, a += width, b0 += width, b1 += width)
        {
            Vector<float> left = Vector.Load(b0), right = Vector.Load(b1);
            Vector<float> x = new(a[0]);
            s00 = Vector.FusedMultiplyAdd(x, left, s00);
            s01 = Vector.FusedMultiplyAdd(x, right, s01);
            x = new Vector<float>(a[1]);
            s10 = Vector.FusedMultiplyAdd(x, left, s10);
            s11 = Vector.FusedMultiplyAdd(x, right, s11);
            x = new Vector<float>(a[2]);
            s20 = Vector.FusedMultiplyAdd(x, left, s20);
            s21 = Vector.FusedMultiplyAdd(x, right, s21);
            x = new Vector<float>(a[3]);
            s30 = Vector.FusedMultiplyAdd(x, left, s30);
            s31 = Vector.FusedMultiplyAdd(x, right, s31);
        }

        s00.Store(tile);
        s01.Store(tile + width);
        s10.Store(tile + (2 * width));
        s11.Store(tile + (3 * width));
        s20.Store(tile + (4 * width));
        s21.Store(tile + (5 * width));
        s30.Store(tile + (6 * width));
        s31.Store(tile + (7 * width));
    }
}
