using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OnnxStyle.Operators.Winograd;

/// <summary>4 channels by 16 results in eight of 16 registers, four or eight times.</summary>
internal sealed unsafe class TileOuter256 : TileOuter
{
    public override void Sum(float* v, nint vStep, float* w, nint wStep, int groups, int tiles, int channels, float* s, bool two, bool add)
    {
        for (int block = 0; block < (two ? 2 : 1); block++)
        {
            for (int c = 0; c < channels; c += 4) Four(v + c, vStep, w + (block * tiles * 16), wStep, groups, tiles, s + (block * 256) + (c * 16), add);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Four(float* v, nint vStep, float* w, nint wStep, int groups, int tiles, float* s, bool add)
    {
        Vector256<float> s0l = default, s0r = default, s1l = default, s1r = default, s2l = default, s2r = default, s3l = default, s3r = default;
        for (; groups > 0; groups--, v += vStep, w += wStep)
        {
            float* x = v, y = w;
            for (float* end = v + (tiles * 16); x < end; x += 16, y += 16)
            {
                Vector256<float> left = Vector256.Load(y), right = Vector256.Load(y + 8), value = Vector256.Create(x[0]);
                s0l = Fma.MultiplyAdd(value, left, s0l);
                s0r = Fma.MultiplyAdd(value, right, s0r);
                value = Vector256.Create(x[1]);
                s1l = Fma.MultiplyAdd(value, left, s1l);
                s1r = Fma.MultiplyAdd(value, right, s1r);
                value = Vector256.Create(x[2]);
                s2l = Fma.MultiplyAdd(value, left, s2l);
                s2r = Fma.MultiplyAdd(value, right, s2r);
                value = Vector256.Create(x[3]);
                s3l = Fma.MultiplyAdd(value, left, s3l);
                s3r = Fma.MultiplyAdd(value, right, s3r);
            }
        }

        if (add)
        {
            s0l += Vector256.Load(s);
            s0r += Vector256.Load(s + 8);
            s1l += Vector256.Load(s + 16);
            s1r += Vector256.Load(s + 24);
            s2l += Vector256.Load(s + 32);
            s2r += Vector256.Load(s + 40);
            s3l += Vector256.Load(s + 48);
            s3r += Vector256.Load(s + 56);
        }

        s0l.Store(s);
        s0r.Store(s + 8);
        s1l.Store(s + 16);
        s1r.Store(s + 24);
        s2l.Store(s + 32);
        s2r.Store(s + 40);
        s3l.Store(s + 48);
        s3r.Store(s + 56);
    }
}
