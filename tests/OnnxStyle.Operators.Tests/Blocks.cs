using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Tests;

/// <summary>The blocked layout by its definition, one element at a time.</summary>
internal static class Blocks
{
    public static float[] Pack(float[] plain, int n, int c, int h, int w)
    {
        int blocks = (c + 15) / 16;
        float[] blocked = new float[n * blocks * h * w * 16];
        for (int i = 0; i < plain.Length; i++) blocked[At(i, c, h, w)] = plain[i];
        return blocked;
    }

    public static float[] Unpack(ReadOnlySpan<float> blocked, int n, int c, int h, int w)
    {
        float[] plain = new float[n * c * h * w];
        for (int i = 0; i < plain.Length; i++) plain[i] = blocked[At(i, c, h, w)];
        return plain;
    }

    public static float[] Noise(int seed, long length, double scale = 1)
    {
        Random random = new(seed);
        float[] values = new float[length];
        for (int i = 0; i < values.Length; i++) values[i] = (float)(((random.NextDouble() * 2) - 1) * scale);
        return values;
    }

    /// <summary>The largest difference, as a part of the largest value.</summary>
    public static double Error(ReadOnlySpan<float> found, double[] expected)
    {
        Assert.Equal(expected.Length, found.Length);
        double worst = 0, largest = 1e-30;
        for (int i = 0; i < expected.Length; i++)
        {
            double difference = Math.Abs(found[i] - expected[i]);
            if (double.IsNaN(difference)) return double.NaN;
            worst = Math.Max(worst, difference);
            largest = Math.Max(largest, Math.Abs(expected[i]));
        }

        return worst / largest;
    }

    private static int At(int i, int c, int h, int w)
    {
        int column = i % w, row = i / w % h, channel = i / (w * h) % c, picture = i / (w * h * c), blocks = (c + 15) / 16;
        return (((((((picture * blocks) + (channel / 16)) * h) + row) * w) + column) * 16) + (channel % 16);
    }
}
