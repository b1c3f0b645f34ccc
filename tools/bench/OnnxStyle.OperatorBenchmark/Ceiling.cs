using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using OnnxStyle.Operators;
using OnnxStyle.Runtime;

namespace OnnxStyle.OperatorBenchmark;

/// <summary>What all threads reach with nothing but multiply-adds of registers.</summary>
internal static class Ceiling
{
    private const int Steps = 4_000_000;
    private const int Chains = 10;

    public static double Measure(ITeam team, VectorForm form)
    {
        double best = 0;
        for (int round = 0; round < 5; round++)
        {
            long begin = Stopwatch.GetTimestamp();
            team.For(team.Threads, new Work(form));
            best = Math.Max(best, 2.0 * Chains * Steps * Lanes(form) * team.Threads / Stopwatch.GetElapsedTime(begin).TotalSeconds / 1e9);
        }

        return best;
    }

    private static int Lanes(VectorForm form) => form switch { VectorForm.Vector512 => 16, VectorForm.Vector256 => 8, _ => 1 };

    private sealed class Work(VectorForm form) : IParallelWork
    {
        private float sink;

        public void Do(int index) => sink += form switch { VectorForm.Vector512 => Wide(), VectorForm.Vector256 => Half(), _ => One() };

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static float Wide()
        {
            Vector512<float> x = Vector512.Create(0.999f), a = default, b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a;
            for (int n = 0; n < Steps; n++)
            {
                a = Vector512.FusedMultiplyAdd(a, x, x);
                b = Vector512.FusedMultiplyAdd(b, x, x);
                c = Vector512.FusedMultiplyAdd(c, x, x);
                d = Vector512.FusedMultiplyAdd(d, x, x);
                e = Vector512.FusedMultiplyAdd(e, x, x);
                f = Vector512.FusedMultiplyAdd(f, x, x);
                g = Vector512.FusedMultiplyAdd(g, x, x);
                h = Vector512.FusedMultiplyAdd(h, x, x);
                i = Vector512.FusedMultiplyAdd(i, x, x);
                j = Vector512.FusedMultiplyAdd(j, x, x);
            }

            return Vector512.Sum(a + b + c + d + e + f + g + h + i + j);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static float Half()
        {
            Vector256<float> x = Vector256.Create(0.999f), a = default, b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a;
            for (int n = 0; n < Steps; n++)
            {
                a = Vector256.FusedMultiplyAdd(a, x, x);
                b = Vector256.FusedMultiplyAdd(b, x, x);
                c = Vector256.FusedMultiplyAdd(c, x, x);
                d = Vector256.FusedMultiplyAdd(d, x, x);
                e = Vector256.FusedMultiplyAdd(e, x, x);
                f = Vector256.FusedMultiplyAdd(f, x, x);
                g = Vector256.FusedMultiplyAdd(g, x, x);
                h = Vector256.FusedMultiplyAdd(h, x, x);
                i = Vector256.FusedMultiplyAdd(i, x, x);
                j = Vector256.FusedMultiplyAdd(j, x, x);
            }

            return Vector256.Sum(a + b + c + d + e + f + g + h + i + j);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static float One()
        {
            float x = 0.999f, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0, j = 0;
            for (int n = 0; n < Steps; n++)
            {
                a = (a * x) + x;
                b = (b * x) + x;
                c = (c * x) + x;
                d = (d * x) + x;
                e = (e * x) + x;
                f = (f * x) + x;
                g = (g * x) + x;
                h = (h * x) + x;
                i = (i * x) + x;
                j = (j * x) + x;
            }

            return a + b + c + d + e + f + g + h + i + j;
        }
    }
}
