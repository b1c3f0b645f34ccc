using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OnnxStyle.Kernels.Processor;

/// <summary>8 x 32 in sixteen of 32 registers: 16 multiply-adds for 10 loads, twice as many chains as the adders are deep.</summary>
internal sealed unsafe class TileVector512 : Tile
{
    public override int Panel => 16;

    public override int Rows => 8;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void Multiply(float* a, float* b0, float* b1, int depth, float* tile)
    {
        Vector512<float> s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default, s30 = default, s31 = default;
        Vector512<float> s40 = default, s41 = default, s50 = default, s51 = default, s60 = default, s61 = default, s70 = default, s71 = default;
        for (int k = 0; k < depth; k++, a += 16, b0 += 16, b1 += 16)
        {
            Vector512<float> left = Vector512.Load(b0), right = Vector512.Load(b1);
            Vector512<float> x = Vector512.Create(a[0]);
            s00 = Vector512.FusedMultiplyAdd(x, left, s00);
            s01 = Vector512.FusedMultiplyAdd(x, right, s01);
            x = Vector512.Create(a[1]);
            s10 = Vector512.FusedMultiplyAdd(x, left, s10);
            s11 = Vector512.FusedMultiplyAdd(x, right, s11);
            x = Vector512.Create(a[2]);
            s20 = Vector512.FusedMultiplyAdd(x, left, s20);
            s21 = Vector512.FusedMultiplyAdd(x, right, s21);
            x = Vector512.Create(a[3]);
            s30 = Vector512.FusedMultiplyAdd(x, left, s30);
            s31 = Vector512.FusedMultiplyAdd(x, right, s31);
            x = Vector512.Create(a[4]);
            s40 = Vector512.FusedMultiplyAdd(x, left, s40);
            s41 = Vector512.FusedMultiplyAdd(x, right, s41);
            x = Vector512.Create(a[5]);
            s50 = Vector512.FusedMultiplyAdd(x, left, s50);
            s51 = Vector512.FusedMultiplyAdd(x, right, s51);
            x = Vector512.Create(a[6]);
            s60 = Vector512.FusedMultiplyAdd(x, left, s60);
            s61 = Vector512.FusedMultiplyAdd(x, right, s61);
            x = Vector512.Create(a[7]);
            s70 = Vector512.FusedMultiplyAdd(x, left, s70);
            s71 = Vector512.FusedMultiplyAdd(x, right, s71);
        }

        Store(s00, s01, tile);
        Store(s10, s11, tile + 32);
        Store(s20, s21, tile + 64);
        Store(s30, s31, tile + 96);
        Store(s40, s41, tile + 128);
        Store(s50, s51, tile + 160);
        Store(s60, s61, tile + 192);
        Store(s70, s71, tile + 224);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Vector512<float> left, Vector512<float> right, float* row)
    {
        left.Store(row);
        right.Store(row + 16);
    }
}
