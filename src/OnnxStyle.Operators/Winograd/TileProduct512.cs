using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OnnxStyle.Operators.Winograd;

/// <summary>8 tiles by 32 filters in sixteen of 32 registers: 16 multiply-adds for 10 loads.</summary>
internal sealed unsafe class TileProduct512 : TileProduct
{
    public override int Tiles => 8;

    public override void Multiply(float* v, nint step, float* u, float* other, int depth, float* m, in Ahead ahead)
    {
        if (other is null) One(v, step, u, depth, m);
        else Two(v, step, u, other, depth, m, ahead);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Two(float* v, nint step, float* u, float* other, int depth, float* m, in Ahead ahead)
    {
        Vector512<float> s0l = default, s0r = default, s1l = default, s1r = default, s2l = default, s2r = default, s3l = default, s3r = default;
        Vector512<float> s4l = default, s4r = default, s5l = default, s5r = default, s6l = default, s6r = default, s7l = default, s7r = default;
        float* first = ahead.First, second = ahead.Second;
        nint aheadStep = ahead.Step;
        int lines = ahead.Lines;
        for (; depth > 0; depth -= 16)
        {
            for (int line = 0; line < lines; line++)
            {
                Sse.Prefetch1(first + (line * 16));
                Sse.Prefetch1(second + (line * 16));
            }

            first += aheadStep;
            second += aheadStep;
            float* end = v + Math.Min(depth, 16);
            for (; v < end; v++, u += 16, other += 16)
            {
                Vector512<float> left = Vector512.Load(u), right = Vector512.Load(other), x = Vector512.Create(v[0]);
                s0l = Vector512.FusedMultiplyAdd(x, left, s0l);
                s0r = Vector512.FusedMultiplyAdd(x, right, s0r);
                x = Vector512.Create(v[16]);
                s1l = Vector512.FusedMultiplyAdd(x, left, s1l);
                s1r = Vector512.FusedMultiplyAdd(x, right, s1r);
                x = Vector512.Create(v[32]);
                s2l = Vector512.FusedMultiplyAdd(x, left, s2l);
                s2r = Vector512.FusedMultiplyAdd(x, right, s2r);
                x = Vector512.Create(v[48]);
                s3l = Vector512.FusedMultiplyAdd(x, left, s3l);
                s3r = Vector512.FusedMultiplyAdd(x, right, s3r);
                x = Vector512.Create(v[64]);
                s4l = Vector512.FusedMultiplyAdd(x, left, s4l);
                s4r = Vector512.FusedMultiplyAdd(x, right, s4r);
                x = Vector512.Create(v[80]);
                s5l = Vector512.FusedMultiplyAdd(x, left, s5l);
                s5r = Vector512.FusedMultiplyAdd(x, right, s5r);
                x = Vector512.Create(v[96]);
                s6l = Vector512.FusedMultiplyAdd(x, left, s6l);
                s6r = Vector512.FusedMultiplyAdd(x, right, s6r);
                x = Vector512.Create(v[112]);
                s7l = Vector512.FusedMultiplyAdd(x, left, s7l);
                s7r = Vector512.FusedMultiplyAdd(x, right, s7r);
            }

            v += step - 16;
        }

        s0l.Store(m);
        s0r.Store(m + 128);
        s1l.Store(m + 16);
        s1r.Store(m + 144);
        s2l.Store(m + 32);
        s2r.Store(m + 160);
        s3l.Store(m + 48);
        s3r.Store(m + 176);
        s4l.Store(m + 64);
        s4r.Store(m + 192);
        s5l.Store(m + 80);
        s5r.Store(m + 208);
        s6l.Store(m + 96);
        s6r.Store(m + 224);
        s7l.Store(m + 112);
        s7r.Store(m + 240);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void One(float* v, nint step, float* u, int depth, float* m)
    {
        Vector512<float> s0l = default, s1l = default, s2l = default, s3l = default, s4l = default, s5l = default, s6l = default, s7l = default;
        for (; depth > 0; depth -= 16)
        {
            float* end = v + Math.Min(depth, 16);
            for (; v < end; v++, u += 16)
            {
                Vector512<float> left = Vector512.Load(u), x = Vector512.Create(v[0]);
                s0l = Vector512.FusedMultiplyAdd(x, left, s0l);
                x = Vector512.Create(v[16]);
                s1l = Vector512.FusedMultiplyAdd(x, left, s1l);
                x = Vector512.Create(v[32]);
                s2l = Vector512.FusedMultiplyAdd(x, left, s2l);
                x = Vector512.Create(v[48]);
                s3l = Vector512.FusedMultiplyAdd(x, left, s3l);
                x = Vector512.Create(v[64]);
                s4l = Vector512.FusedMultiplyAdd(x, left, s4l);
                x = Vector512.Create(v[80]);
                s5l = Vector512.FusedMultiplyAdd(x, left, s5l);
                x = Vector512.Create(v[96]);
                s6l = Vector512.FusedMultiplyAdd(x, left, s6l);
                x = Vector512.Create(v[112]);
                s7l = Vector512.FusedMultiplyAdd(x, left, s7l);
            }

            v += step - 16;
        }

        s0l.Store(m);
        s1l.Store(m + 16);
        s2l.Store(m + 32);
        s3l.Store(m + 48);
        s4l.Store(m + 64);
        s5l.Store(m + 80);
        s6l.Store(m + 96);
        s7l.Store(m + 112);
    }
}
