using System.Diagnostics;
using System.Runtime.Intrinsics;

namespace OnnxStyle.Kernels.Measuring;

/// <summary>The works of a set whose data lies in the memory of the host, and the ceilings of the processor.</summary>
internal static class HostWorks
{
    private const int Rounds = 1 << 20;

    public static IEnumerable<KernelWork> Of(KernelSet set, bool quick, Func<string, bool> wanted)
    {
        if (wanted(KernelWork.Copy)) yield return Copy(WorkSizes.CopyBytes(quick));
        if (wanted(KernelWork.Multiply)) yield return Multiply(quick ? Rounds >> 8 : Rounds);
        foreach ((int rows, int columns) in WorkSizes.Gram(quick))
        {
            if (wanted("gram")) yield return Gram(set, rows, columns);
        }

        (int n, int k, int d, int count) = WorkSizes.Cosine(quick);
        if (wanted("cosine")) yield return Cosine(set, n, k, d);
        if (wanted("top-k")) yield return TopK(set, n, k, d, count);
        (int channels, int height, int width) = WorkSizes.Matting(quick);
        if (wanted("matting")) yield return Matting(set, channels, height, width);
    }

    private static KernelWork Gram(KernelSet set, int rows, int columns)
    {
        float[] features = Noise(rows * columns), gram = new float[rows * rows];
        return Timed("gram", WorkSizes.OfGram(rows, columns), () => set.Gram.Compute(new MatrixView(features, rows, columns), [], columns, gram));
    }

    private static KernelWork Cosine(KernelSet set, int n, int k, int d)
    {
        float[] x = Noise(n * d), y = Noise(k * d), distances = new float[n * k];
        return Timed("cosine", WorkSizes.OfCosine(n, k, d), () => set.CosineDistance.Full(new MatrixView(x, n, d), new MatrixView(y, k, d), distances));
    }

    private static KernelWork TopK(KernelSet set, int n, int k, int d, int count)
    {
        float[] x = Noise(n * d), y = Noise(k * d), nearest = new float[n * count];
        int[] indices = new int[n * count];
        return Timed("top-k", WorkSizes.OfTopK(n, k, d, count), () => set.CosineDistance.TopK(new MatrixView(x, n, d), new MatrixView(y, k, d), count, nearest, indices));
    }

    private static KernelWork Matting(KernelSet set, int channels, int height, int width)
    {
        float[] guide = Noise(3 * height * width), p = Noise(channels * height * width), product = new float[p.Length];
        MattingLaplacian laplacian = set.MattingLaplacian(guide, height, width);
        return Timed("matting", WorkSizes.OfMatting(channels, height, width), () => laplacian.Multiply(p, channels, product), laplacian.Dispose);
    }

    private static float[] Noise(int count)
    {
        Random random = new(count);
        float[] values = new float[count];
        foreach (ref float value in values.AsSpan()) value = random.NextSingle();
        return values;
    }

    private static KernelWork Timed(string kernel, (string Size, double Bytes, double Operations) work, Action run, Action? dispose = null) =>
        new(kernel, work.Size, work.Bytes, work.Operations, () => Time(run), dispose);

    private static KernelWork Copy(int bytes)
    {
        float[] from = Noise(bytes / 8), to = new float[from.Length];
        int threads = Environment.ProcessorCount;
        return Timed(KernelWork.Copy, ($"{bytes >> 10} KiB", bytes, 0), () => Parallel.For(0, threads, part =>
        {
            int first = (int)((long)from.Length * part / threads), last = (int)((long)from.Length * (part + 1) / threads);
            from.AsSpan(first, last - first).CopyTo(to.AsSpan(first));
        }));
    }

    /// <summary>Eight independent chains of fused multiplications and additions in registers, on every core.</summary>
    private static KernelWork Multiply(int rounds)
    {
        int threads = Environment.ProcessorCount;
        float[] results = new float[threads];
        double operations = 2.0 * 8 * Vector512<float>.Count * rounds * threads;
        return Timed(KernelWork.Multiply, ($"{threads} cores", 0, operations), () => Parallel.For(0, threads, part => results[part] = Chains(rounds)));
    }

    private static float Chains(int rounds)
    {
        Vector512<float> m = Vector512.Create(0.999f), a = m * 2, b = m * 3, c = m * 4, d = m * 5, e = m * 6, f = m * 7, g = m * 8, h = m * 9;
        for (int round = 0; round < rounds; round++)
        {
            a = Vector512.FusedMultiplyAdd(a, m, m);
            b = Vector512.FusedMultiplyAdd(b, m, m);
            c = Vector512.FusedMultiplyAdd(c, m, m);
            d = Vector512.FusedMultiplyAdd(d, m, m);
            e = Vector512.FusedMultiplyAdd(e, m, m);
            f = Vector512.FusedMultiplyAdd(f, m, m);
            g = Vector512.FusedMultiplyAdd(g, m, m);
            h = Vector512.FusedMultiplyAdd(h, m, m);
        }

        return Vector512.Sum(a + b + c + d + e + f + g + h);
    }

    private static TimeSpan Time(Action run)
    {
        long begin = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(begin);
    }
}
