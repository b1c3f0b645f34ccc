using System.Runtime.InteropServices;

namespace OnnxStyle.Kernels.Tests;

/// <summary>Large results that are aligned to a cache line are written past the caches: the numbers may not know.</summary>
public sealed unsafe class StreamTests
{
    private const int Line = 64;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_product_does_not_depend_on_where_it_is_written(int threads)
    {
        const int Height = 331, Width = 1072, Channels = 3;
        float[] guide = Values(1, 3 * Height * Width), p = Values(2, Channels * Height * Width);
        using KernelSet set = KernelSet.Processor(threads);
        using MattingLaplacian laplacian = set.MattingLaplacian(guide, Height, Width);
        AssertSame(p.Length, target => laplacian.Multiply(p, Channels, new Span<float>((void*)target, p.Length)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Distances_do_not_depend_on_where_they_are_written(int threads)
    {
        const int Rows = 1021, Others = 1040, Length = 5;
        float[] x = Values(3, Rows * Length), y = Values(4, Others * Length);
        using KernelSet set = KernelSet.Processor(threads);
        AssertSame(Rows * Others, target => set.CosineDistance.Full(new MatrixView(x, Rows, Length), new MatrixView(y, Others, Length), new Span<float>((void*)target, Rows * Others)));
    }

    /// <summary>The same to the bit in a place aligned to a line and one number beyond.</summary>
    private static void AssertSame(int count, Action<nint> run)
    {
        float* aligned = Allocate(count), shifted = Allocate(count + 1);
        try
        {
            run((nint)aligned);
            run((nint)(shifted + 1));
            Assert.True(new ReadOnlySpan<float>(aligned, count).SequenceEqual(new ReadOnlySpan<float>(shifted + 1, count)));
            Assert.DoesNotContain(float.NaN, new ReadOnlySpan<float>(aligned, count).ToArray());
        }
        finally
        {
            NativeMemory.AlignedFree(aligned);
            NativeMemory.AlignedFree(shifted);
        }
    }

    private static float* Allocate(int count)
    {
        float* memory = (float*)NativeMemory.AlignedAlloc((nuint)count * sizeof(float), Line);
        new Span<float>(memory, count).Fill(float.NaN);
        return memory;
    }

    private static float[] Values(int seed, int count)
    {
        Random random = new(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = random.NextSingle();
        return values;
    }
}
