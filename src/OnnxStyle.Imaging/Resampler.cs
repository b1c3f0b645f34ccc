using System.Numerics;
using System.Runtime.InteropServices;

namespace OnnxStyle.Imaging;

/// <summary>The two passes of a separable change of size, over rows and over columns.</summary>
internal static class Resampler
{
    /// <summary>Resizes rows: <c>[rows, size]</c> to <c>[rows, newSize]</c>.</summary>
    public static float[] Across(float[] source, int rows, int size, int newSize, Resampling kernel)
    {
        Taps taps = Taps.For(size, newSize, kernel);
        float[] result = new float[(long)rows * newSize];
        Parallel.For(0, rows, row =>
        {
            ReadOnlySpan<float> from = source.AsSpan(row * size, size);
            Span<float> to = result.AsSpan(row * newSize, newSize);
            for (int i = 0; i < to.Length; i++)
            {
                ReadOnlySpan<float> weights = taps.Weights(i);
                ReadOnlySpan<float> samples = from.Slice(taps.Start(i), weights.Length);
                float sum = 0;
                for (int k = 0; k < weights.Length; k++) sum += weights[k] * samples[k];
                to[i] = sum;
            }
        });
        return result;
    }

    /// <summary>Resizes columns: <c>[planes, size, width]</c> to <c>[planes, newSize, width]</c>.</summary>
    public static float[] Down(float[] source, int planes, int width, int size, int newSize, Resampling kernel)
    {
        Taps taps = Taps.For(size, newSize, kernel);
        float[] result = new float[(long)planes * newSize * width];
        Parallel.For(0, planes * newSize, row =>
        {
            int plane = row / newSize, i = row % newSize;
            Span<float> to = result.AsSpan(row * width, width);
            ReadOnlySpan<float> weights = taps.Weights(i);
            for (int k = 0; k < weights.Length; k++)
                AddScaled(to, source.AsSpan(((plane * size) + taps.Start(i) + k) * width, width), weights[k]);
        });
        return result;
    }

    private static void AddScaled(Span<float> to, ReadOnlySpan<float> from, float weight)
    {
        Span<Vector<float>> wideTo = MemoryMarshal.Cast<float, Vector<float>>(to);
        ReadOnlySpan<Vector<float>> wideFrom = MemoryMarshal.Cast<float, Vector<float>>(from);
        for (int i = 0; i < wideTo.Length; i++) wideTo[i] += wideFrom[i] * weight;
        for (int i = wideTo.Length * Vector<float>.Count; i < to.Length; i++) to[i] += from[i] * weight;
    }

    /// <summary>For each new sample: where its old samples begin and what each weighs. Weights sum to 1.</summary>
    private sealed class Taps(int[] starts, int[] offsets, float[] weights)
    {
        public int Start(int i) => starts[i];

        public ReadOnlySpan<float> Weights(int i) => weights.AsSpan(offsets[i], offsets[i + 1] - offsets[i]);

        public static Taps For(int size, int newSize, Resampling kernel)
        {
            double scale = size / (double)newSize, stretch = Math.Max(scale, 1);
            double reach = Support(kernel) * stretch;
            int[] starts = new int[newSize], offsets = new int[newSize + 1];
            List<float> weights = [];
            for (int i = 0; i < newSize; i++)
            {
                double centre = (i + 0.5) * scale;
                double[] row;
                if (kernel == Resampling.Nearest)
                {
                    starts[i] = Math.Min(size - 1, (int)Math.Floor(centre));
                    row = [1];
                }
                else
                {
                    double half = kernel == Resampling.Area ? scale / 2 : reach;
                    int first = Math.Clamp((int)Math.Floor(centre - half), 0, size - 1), end = Math.Clamp((int)Math.Ceiling(centre + half), first + 1, size);
                    starts[i] = first;
                    row = new double[end - first];
                    for (int k = 0; k < row.Length; k++)
                    {
                        row[k] = kernel == Resampling.Area
                            ? Math.Max(0, Math.Min(first + k + 1, centre + half) - Math.Max(first + k, centre - half))
                            : Kernel(kernel, (first + k + 0.5 - centre) / stretch);
                    }
                }

                double sum = row.Sum();
                foreach (double weight in row) weights.Add((float)(weight / sum));
                offsets[i + 1] = weights.Count;
            }

            return new Taps(starts, offsets, [.. weights]);
        }

        private static double Support(Resampling kernel) => kernel switch
        {
            Resampling.Lanczos3 => 3,
            Resampling.Bicubic => 2,
            _ => 1,
        };

        private static double Kernel(Resampling kernel, double x)
        {
            x = Math.Abs(x);
            return kernel switch
            {
                Resampling.Lanczos3 => x < 1e-9 ? 1 : x < 3 ? 3 * Math.Sin(Math.PI * x) * Math.Sin(Math.PI * x / 3) / (Math.PI * Math.PI * x * x) : 0,
                Resampling.Bicubic => x < 1 ? (((1.5 * x) - 2.5) * x * x) + 1 : x < 2 ? (((((-0.5 * x) + 2.5) * x) - 4) * x) + 2 : 0,
                _ => Math.Max(0, 1 - x),
            };
        }
    }
}
