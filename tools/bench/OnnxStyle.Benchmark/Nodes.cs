using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using OnnxStyle.Operators;
using OnnxStyle.Runtime;

namespace OnnxStyle.Benchmark;

/// <summary>
/// What each node of the loss takes. Rates of convolutions count the operations of a direct convolution, two for a multiplication with addition, whatever the kernel
/// does, beside the ceiling: what the threads reach that only multiply and add in registers. Winograd's kernels can pass it.
/// </summary>
internal static class Nodes
{
    private const int Runs = 12;

    public static void Print(int threads, Func<string, (Session Session, WinogradGraph? Rewritten)> prepare)
    {
        string folder = Directory.CreateTempSubdirectory("onnxstyle-nodes-").FullName;
        try
        {
            (Session session, WinogradGraph? rewritten) = prepare(Path.Combine(folder, "run"));
            for (int i = 0; i < Runs; i++) session.Run();
            IReadOnlyList<ProfileNode> nodes = ProfileReader.Read(session.EndProfiling());
            session.Dispose();
            double ceiling = Ceiling(threads), total = nodes.Sum(node => node.Microseconds) / (1e3 * Runs), convolutions = 0, operations = 0;
            Dictionary<string, double> known = (rewritten?.Verdicts ?? []).Where(verdict => verdict.Applies).ToDictionary(verdict => verdict.Node, verdict => verdict.Operations);
            Console.WriteLine($"{"node",-64} {"operator",-24} {"ms",8} {"GFLOP",8} {"GFLOP/s",9} {"of ceiling",11}");
            foreach (ProfileNode node in nodes)
            {
                double milliseconds = node.Microseconds / (1e3 * Runs), each = known.TryGetValue(node.Name, out double count) ? count : node.OpType == "Conv" ? node.Operations / Runs : 0;
                if (milliseconds < total / 500) continue;
                string rate = each > 0 ? $"{each / 1e9,8:f2} {each / milliseconds / 1e6,9:f0} {each / milliseconds / 1e6 / ceiling,11:p0}" : "";
                Console.WriteLine($"{node.Name,-64} {node.OpType,-24} {milliseconds,8:f2} {rate}");
                if (each == 0) continue;
                convolutions += milliseconds;
                operations += each;
            }

            Console.WriteLine($"all nodes {total:f1} ms a run, means of {Runs}; convolutions {convolutions:f1} ms, {operations / 1e9:f1} GFLOP at {operations / convolutions / 1e6:f0} GFLOP/s; ceiling of {threads} threads {ceiling:f0} GFLOP/s");
            foreach (ConvolutionVerdict verdict in rewritten?.Verdicts ?? []) if (!verdict.Applies) Console.WriteLine($"{verdict}");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // GFLOP/s of all threads at once.
    private static double Ceiling(int threads)
    {
        const int Rounds = 20_000_000, Chains = 12;
        double best = 0;
        for (int turn = 0; turn < 3; turn++)
        {
            long begin = Stopwatch.GetTimestamp();
            float[] kept = new float[threads];
            Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, i => kept[i] = Vector512.IsHardwareAccelerated ? Multiply512(Rounds) : Multiply256(Rounds));
            double lanes = Vector512.IsHardwareAccelerated ? 16 : 8;
            best = Math.Max(best, 2.0 * lanes * Chains * Rounds * threads / Stopwatch.GetElapsedTime(begin).TotalSeconds / 1e9);
            if (kept.Any(float.IsNaN)) throw new InvalidOperationException("The ceiling's sums are no numbers.");
        }

        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Multiply512(int rounds)
    {
        Vector512<float> f = Vector512.Create(0.999f), g = Vector512.Create(0.001f);
        Vector512<float> a = g, b = g, c = g, d = g, e = g, h = g, i = g, j = g, k = g, l = g, m = g, n = g;
        for (int r = 0; r < rounds; r++)
        {
            a = Vector512.FusedMultiplyAdd(a, f, g);
            b = Vector512.FusedMultiplyAdd(b, f, g);
            c = Vector512.FusedMultiplyAdd(c, f, g);
            d = Vector512.FusedMultiplyAdd(d, f, g);
            e = Vector512.FusedMultiplyAdd(e, f, g);
            h = Vector512.FusedMultiplyAdd(h, f, g);
            i = Vector512.FusedMultiplyAdd(i, f, g);
            j = Vector512.FusedMultiplyAdd(j, f, g);
            k = Vector512.FusedMultiplyAdd(k, f, g);
            l = Vector512.FusedMultiplyAdd(l, f, g);
            m = Vector512.FusedMultiplyAdd(m, f, g);
            n = Vector512.FusedMultiplyAdd(n, f, g);
        }

        return Vector512.Sum(a + b + c + d + e + h + i + j + k + l + m + n);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Multiply256(int rounds)
    {
        Vector256<float> f = Vector256.Create(0.999f), g = Vector256.Create(0.001f);
        Vector256<float> a = g, b = g, c = g, d = g, e = g, h = g, i = g, j = g, k = g, l = g, m = g, n = g;
        for (int r = 0; r < rounds; r++)
        {
            a = Vector256.FusedMultiplyAdd(a, f, g);
            b = Vector256.FusedMultiplyAdd(b, f, g);
            c = Vector256.FusedMultiplyAdd(c, f, g);
            d = Vector256.FusedMultiplyAdd(d, f, g);
            e = Vector256.FusedMultiplyAdd(e, f, g);
            h = Vector256.FusedMultiplyAdd(h, f, g);
            i = Vector256.FusedMultiplyAdd(i, f, g);
            j = Vector256.FusedMultiplyAdd(j, f, g);
            k = Vector256.FusedMultiplyAdd(k, f, g);
            l = Vector256.FusedMultiplyAdd(l, f, g);
            m = Vector256.FusedMultiplyAdd(m, f, g);
            n = Vector256.FusedMultiplyAdd(n, f, g);
        }

        return Vector256.Sum(a + b + c + d + e + h + i + j + k + l + m + n);
    }
}
