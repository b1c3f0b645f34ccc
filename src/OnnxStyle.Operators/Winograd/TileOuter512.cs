using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OnnxStyle.Operators.Winograd;

/// <summary>8 channels by 32 results, or 16 by 16, in sixteen of 32 registers.</summary>
internal sealed unsafe class TileOuter512 : TileOuter
{
    public override void Sum(float* v, nint vStep, float* w, nint wStep, int groups, int tiles, int channels, float* s, bool two, bool add)
    {
        if (!two) Sixteen(v, vStep, w, wStep, groups, tiles, s, add);
        for (int c = 0; two && c < channels; c += 8) Eight(v + c, vStep, w, wStep, groups, tiles, s + (c * 16), add);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Eight(float* v, nint vStep, float* w, nint wStep, int groups, int tiles, float* s, bool add)
    {
        Vector512<float> s0l = default, s0r = default, s1l = default, s1r = default, s2l = default, s2r = default, s3l = default, s3r = default;
        Vector512<float> s4l = default, s4r = default, s5l = default, s5r = default, s6l = default, s6r = default, s7l = default, s7r = default;
        nint other = tiles * 16;
        for (; groups > 0; groups--, v += vStep, w += wStep)
        {
            float* x = v, y = w;
            for (float* end = v + (tiles * 16); x < end; x += 16, y += 16)
            {
                Vector512<float> left = Vector512.Load(y), right = Vector512.Load(y + other), value = Vector512.Create(x[0]);
                s0l = Vector512.FusedMultiplyAdd(value, left, s0l);
                s0r = Vector512.FusedMultiplyAdd(value, right, s0r);
                value = Vector512.Create(x[1]);
                s1l = Vector512.FusedMultiplyAdd(value, left, s1l);
                s1r = Vector512.FusedMultiplyAdd(value, right, s1r);
                value = Vector512.Create(x[2]);
                s2l = Vector512.FusedMultiplyAdd(value, left, s2l);
                s2r = Vector512.FusedMultiplyAdd(value, right, s2r);
                value = Vector512.Create(x[3]);
                s3l = Vector512.FusedMultiplyAdd(value, left, s3l);
                s3r = Vector512.FusedMultiplyAdd(value, right, s3r);
                value = Vector512.Create(x[4]);
                s4l = Vector512.FusedMultiplyAdd(value, left, s4l);
                s4r = Vector512.FusedMultiplyAdd(value, right, s4r);
                value = Vector512.Create(x[5]);
                s5l = Vector512.FusedMultiplyAdd(value, left, s5l);
                s5r = Vector512.FusedMultiplyAdd(value, right, s5r);
                value = Vector512.Create(x[6]);
                s6l = Vector512.FusedMultiplyAdd(value, left, s6l);
                s6r = Vector512.FusedMultiplyAdd(value, right, s6r);
                value = Vector512.Create(x[7]);
                s7l = Vector512.FusedMultiplyAdd(value, left, s7l);
                s7r = Vector512.FusedMultiplyAdd(value, right, s7r);
            }
        }

        if (add)
        {
            s0l += Vector512.Load(s);
            s0r += Vector512.Load(s + 256);
            s1l += Vector512.Load(s + 16);
            s1r += Vector512.Load(s + 272);
            s2l += Vector512.Load(s + 32);
            s2r += Vector512.Load(s + 288);
            s3l += Vector512.Load(s + 48);
            s3r += Vector512.Load(s + 304);
            s4l += Vector512.Load(s + 64);
            s4r += Vector512.Load(s + 320);
            s5l += Vector512.Load(s + 80);
            s5r += Vector512.Load(s + 336);
            s6l += Vector512.Load(s + 96);
            s6r += Vector512.Load(s + 352);
            s7l += Vector512.Load(s + 112);
            s7r += Vector512.Load(s + 368);
        }

        s0l.Store(s);
        s0r.Store(s + 256);
        s1l.Store(s + 16);
        s1r.Store(s + 272);
        s2l.Store(s + 32);
        s2r.Store(s + 288);
        s3l.Store(s + 48);
        s3r.Store(s + 304);
        s4l.Store(s + 64);
        s4r.Store(s + 320);
        s5l.Store(s + 80);
        s5r.Store(s + 336);
        s6l.Store(s + 96);
        s6r.Store(s + 352);
        s7l.Store(s + 112);
        s7r.Store(s + 368);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Sixteen(float* v, nint vStep, float* w, nint wStep, int groups, int tiles, float* s, bool add)
    {
        Vector512<float> s0 = default, s1 = default, s2 = default, s3 = default, s4 = default, s5 = default, s6 = default, s7 = default;
        Vector512<float> s8 = default, s9 = default, s10 = default, s11 = default, s12 = default, s13 = default, s14 = default, s15 = default;
        for (; groups > 0; groups--, v += vStep, w += wStep)
        {
            float* x = v, y = w;
            for (float* end = v + (tiles * 16); x < end; x += 16, y += 16)
            {
                Vector512<float> left = Vector512.Load(y), value = Vector512.Create(x[0]);
                s0 = Vector512.FusedMultiplyAdd(value, left, s0);
                value = Vector512.Create(x[1]);
                s1 = Vector512.FusedMultiplyAdd(value, left, s1);
                value = Vector512.Create(x[2]);
                s2 = Vector512.FusedMultiplyAdd(value, left, s2);
                value = Vector512.Create(x[3]);
                s3 = Vector512.FusedMultiplyAdd(value, left, s3);
                value = Vector512.Create(x[4]);
                s4 = Vector512.FusedMultiplyAdd(value, left, s4);
                value = Vector512.Create(x[5]);
                s5 = Vector512.FusedMultiplyAdd(value, left, s5);
                value = Vector512.Create(x[6]);
                s6 = Vector512.FusedMultiplyAdd(value, left, s6);
                value = Vector512.Create(x[7]);
                s7 = Vector512.FusedMultiplyAdd(value, left, s7);
                value = Vector512.Create(x[8]);
                s8 = Vector512.FusedMultiplyAdd(value, left, s8);
                value = Vector512.Create(x[9]);
                s9 = Vector512.FusedMultiplyAdd(value, left, s9);
                value = Vector512.Create(x[10]);
                s10 = Vector512.FusedMultiplyAdd(value, left, s10);
                value = Vector512.Create(x[11]);
                s11 = Vector512.FusedMultiplyAdd(value, left, s11);
                value = Vector512.Create(x[12]);
                s12 = Vector512.FusedMultiplyAdd(value, left, s12);
                value = Vector512.Create(x[13]);
                s13 = Vector512.FusedMultiplyAdd(value, left, s13);
                value = Vector512.Create(x[14]);
                s14 = Vector512.FusedMultiplyAdd(value, left, s14);
                value = Vector512.Create(x[15]);
                s15 = Vector512.FusedMultiplyAdd(value, left, s15);
            }
        }

        if (add)
        {
            s0 += Vector512.Load(s);
            s1 += Vector512.Load(s + 16);
            s2 += Vector512.Load(s + 32);
            s3 += Vector512.Load(s + 48);
            s4 += Vector512.Load(s + 64);
            s5 += Vector512.Load(s + 80);
            s6 += Vector512.Load(s + 96);
            s7 += Vector512.Load(s + 112);
            s8 += Vector512.Load(s + 128);
            s9 += Vector512.Load(s + 144);
            s10 += Vector512.Load(s + 160);
            s11 += Vector512.Load(s + 176);
            s12 += Vector512.Load(s + 192);
            s13 += Vector512.Load(s + 208);
            s14 += Vector512.Load(s + 224);
            s15 += Vector512.Load(s + 240);
        }

        s0.Store(s);
        s1.Store(s + 16);
        s2.Store(s + 32);
        s3.Store(s + 48);
        s4.Store(s + 64);
        s5.Store(s + 80);
        s6.Store(s + 96);
        s7.Store(s + 112);
        s8.Store(s + 128);
        s9.Store(s + 144);
        s10.Store(s + 160);
        s11.Store(s + 176);
        s12.Store(s + 192);
        s13.Store(s + 208);
        s14.Store(s + 224);
        s15.Store(s + 240);
    }
}
