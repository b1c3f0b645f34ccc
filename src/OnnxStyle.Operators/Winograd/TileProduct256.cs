using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OnnxStyle.Operators.Winograd;

/// <summary>6 tiles by 16 filters in twelve of 16 registers: 12 multiply-adds for 8 loads.</summary>
internal sealed unsafe class TileProduct256 : TileProduct
{
    public override int Tiles => 6;

    public override void Multiply(float* v, nint step, float* u, float* other, int depth, float* m, in Ahead ahead)
    {
        Two(v, step, u, depth, m, ahead);
        if (other is not null) Two(v, step, other, depth, m + (6 * 16), default);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Two(float* v, nint step, float* u, int depth, float* m, in Ahead ahead)
    {
        Vector256<float> s0l = default, s0r = default, s1l = default, s1r = default, s2l = default, s2r = default, s3l = default, s3r = default;
        Vector256<float> s4l = default, s4r = default, s5l = default, s5r = default;
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
            for (; v < end; v++, u += 16)
            {
                Vector256<float> left = Vector256.Load(u), right = Vector256.Load(u + 8), x = Vector256.Create(v[0]);
                s0l = Fma.MultiplyAdd(x, left, s0l);
                s0r = Fma.MultiplyAdd(x, right, s0r);
                x = Vector256.Create(v[16]);
                s1l = Fma.MultiplyAdd(x, left, s1l);
                s1r = Fma.MultiplyAdd(x, right, s1r);
                x = Vector256.Create(v[32]);
                s2l = Fma.MultiplyAdd(x, left, s2l);
                s2r = Fma.MultiplyAdd(x, right, s2r);
                x = Vector256.Create(v[48]);
                s3l = Fma.MultiplyAdd(x, left, s3l);
                s3r = Fma.MultiplyAdd(x, right, s3r);
                x = Vector256.Create(v[64]);
                s4l = Fma.MultiplyAdd(x, left, s4l);
                s4r = Fma.MultiplyAdd(x, right, s4r);
                x = Vector256.Create(v[80]);
                s5l = Fma.MultiplyAdd(x, left, s5l);
                s5r = Fma.MultiplyAdd(x, right, s5r);
            }

            v += step - 16;
        }

        s0l.Store(m);
        s0r.Store(m + 8);
        s1l.Store(m + 16);
        s1r.Store(m + 24);
        s2l.Store(m + 32);
        s2r.Store(m + 40);
        s3l.Store(m + 48);
        s3r.Store(m + 56);
        s4l.Store(m + 64);
        s4r.Store(m + 72);
        s5l.Store(m + 80);
        s5r.Store(m + 88);
    }
}
