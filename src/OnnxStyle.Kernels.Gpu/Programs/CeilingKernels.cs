using ILGPU;

namespace OnnxStyle.Kernels.Gpu.Programs;

/// <summary>What a device can do at most, for a benchmark to compare with.</summary>
internal static class CeilingKernels
{
    /// <summary>Multiplications and additions of one thread in one round of <see cref="Multiply"/>.</summary>
    public const int OperationsOfRound = 2 * 4 * 4 * 8;

    /// <summary>Copies 16 bytes a thread.</summary>
    public static void Copy(ArrayView<Float4> from, ArrayView<Float4> to, int length)
    {
        int i = (Grid.IdxX * Group.DimX) + Group.IdxX;
        if (i < length) to[i] = from[i];
    }

    /// <summary>Sixteen independent chains of multiplications and additions in registers, eight links a round.</summary>
    public static void Multiply(ArrayView<Float4> results, int rounds)
    {
        float seed = Group.IdxX * 1e-3f;
        Float4 factor = new(0.999f, 0.998f, 0.997f, 0.996f), a = new(seed, seed + 1, seed + 2, seed + 3), b = a + factor, c = b + factor, d = c + factor;
        for (int round = 0; round < rounds; round++)
        {
            Link(ref a, ref b, ref c, ref d, factor);
            Link(ref a, ref b, ref c, ref d, factor);
            Link(ref a, ref b, ref c, ref d, factor);
            Link(ref a, ref b, ref c, ref d, factor);
            Link(ref a, ref b, ref c, ref d, factor);
            Link(ref a, ref b, ref c, ref d, factor);
            Link(ref a, ref b, ref c, ref d, factor);
            Link(ref a, ref b, ref c, ref d, factor);
        }

        results[(Grid.IdxX * Group.DimX) + Group.IdxX] = a + b + c + d;
    }

    private static void Link(ref Float4 a, ref Float4 b, ref Float4 c, ref Float4 d, Float4 factor)
    {
        a = (a * factor) + factor;
        b = (b * factor) + factor;
        c = (c * factor) + factor;
        d = (d * factor) + factor;
    }
}
