namespace OnnxStyle.Tensors;

/// <summary>SplitMix64 (Steele, Lea and Flood 2014): the same numbers on every machine and in every version of the runtime.</summary>
/// <param name="state">Where the stream begins.</param>
public struct RandomStream(ulong state)
{
    /// <summary>A stream of its own for each row of numbers, such as seed, epoch and sample: who draws first does not matter.</summary>
    /// <param name="keys">What the stream is for; the order counts.</param>
    public static RandomStream Of(params ReadOnlySpan<long> keys)
    {
        ulong mixed = 0;
        foreach (long key in keys) mixed = new RandomStream(mixed ^ (ulong)key).Next();
        return new RandomStream(mixed);
    }

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        ulong z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number in [0, 1).</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>0 to below <paramref name="end"/>.</summary>
    public int Below(int end) => (int)(((Next() >> 32) * (ulong)end) >> 32);

    /// <summary>A number of mean 0 and deviation 1 (Box and Muller 1958; the second number of each pair is not used).</summary>
    public double NextNormal() => Math.Sqrt(-2 * Math.Log(1 - NextDouble())) * Math.Cos(2 * Math.PI * NextDouble());

    /// <summary>Puts items into random order (Fisher and Yates 1938).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int other = Below(i + 1);
            (items[i], items[other]) = (items[other], items[i]);
        }
    }
}
