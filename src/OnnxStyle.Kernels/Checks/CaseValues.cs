namespace OnnxStyle.Kernels.Checks;

/// <summary>Inputs of cases.</summary>
internal static class CaseValues
{
    /// <summary>Numbers between two bounds.</summary>
    public static float[] Uniform(int seed, int count, float from = -1, float to = 1)
    {
        Random random = new(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = from + ((to - from) * random.NextSingle());
        return values;
    }

    /// <summary>A matrix with NaN between its rows: who reads there, shows it.</summary>
    public static float[] Strided(float[] dense, int rows, int columns, int stride)
    {
        float[] values = new float[((rows - 1) * stride) + columns];
        Array.Fill(values, float.NaN);
        for (int r = 0; r < rows; r++) dense.AsSpan(r * columns, columns).CopyTo(values.AsSpan(r * stride));
        return values;
    }

    /// <summary>The first thing that is wrong with two runs beside their numbers.</summary>
    public static string? Problem<T>(FencedBuffer<T> first, FencedBuffer<T> second)
        where T : unmanaged, IEquatable<T>
    {
        if (!first.IsIntact || !second.IsIntact) return "wrote outside of the result";
        return first.Span.SequenceEqual(second.Span) ? null : "the second run gave other bits";
    }
}
