using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OnnxStyle.Operators.Winograd;

/// <summary>8 channels by 32 results in sixteen of 32 registers, twice.</summary>
internal sealed unsafe class TileOuter512 : TileOuter
{
    public override void Sum(float* v, nint vStep, float* w, nint wStep, int groups, int tiles, float* s, bool two, bool add)
    {
        // Of one block the other half of the registers would be idle: it is summed twice, and the second sum goes nowhere.
        float* nowhere = stackalloc float[8 * 16];
        for (int c = 0; c < 16; c += 8) Eight(v + c, vStep, w, two ? tiles * 16 : 0, wStep, groups, tiles, s + (c * 16), two ? s + 256 + (c * 16) : nowhere, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Eight(float* v, nint vStep, float* w, nint other, nint wStep, int groups, int tiles, float* s, float* second, bool add)
    {
        Vector512<float> s0l = default, s0r = default, s1l = default, s1r = default, s2l = default, s2r = default, s3l = default, s3r = default;
        Vector512<float> s4l = default, s4r = default, s5l = default, s5r = default, s6l = default, s6r = default, s7l = default, s7r = default;
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
            s0r += Vector512.Load(second);
            s1l += Vector512.Load(s + 16);
            s1r += Vector512.Load(second + 16);
            s2l += Vector512.Load(s + 32);
            s2r += Vector512.Load(second + 32);
            s3l += Vector512.Load(s + 48);
            s3r += Vector512.Load(second + 48);
            s4l += Vector512.Load(s + 64);
            s4r += Vector512.Load(second + 64);
            s5l += Vector512.Load(s + 80);
            s5r += Vector512.Load(second + 80);
            s6l += Vector512.Load(s + 96);
            s6r += Vector512.Load(second + 96);
            s7l += Vector512.Load(s + 112);
            s7r += Vector512.Load(second + 112);
        }

        s0l.Store(s);
        s0r.Store(second);
        s1l.Store(s + 16);
        s1r.Store(second + 16);
        s2l.Store(s + 32);
        s2r.Store(second + 32);
        s3l.Store(s + 48);
        s3r.Store(second + 48);
        s4l.Store(s + 64);
        s4r.Store(second + 64);
        s5l.Store(s + 80);
        s5r.Store(second + 80);
        s6l.Store(s + 96);
        s6r.Store(second + 96);
        s7l.Store(s + 112);
        s7r.Store(second + 112);
    }
}
