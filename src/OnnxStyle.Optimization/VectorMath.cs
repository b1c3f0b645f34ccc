using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxStyle.Optimization;

/// <summary>
/// Loops over long float vectors. Sums run in double: two million products of float32 lose three digits otherwise, and L-BFGS divides by
/// such sums. The order of summation depends only on the length and the machine, so equal input gives equal bits.
/// </summary>
internal static class VectorMath
{
    /// <summary>Σ a·b in double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        Vector<double> even = default, odd = default;
        int width = Vector<float>.Count, i = 0;
        ref float pa = ref MemoryMarshal.GetReference(a), pb = ref MemoryMarshal.GetReference(b);
        for (; i <= a.Length - width; i += width)
        {
            Vector.Widen(Vector.LoadUnsafe(ref pa, (nuint)i), out Vector<double> a0, out Vector<double> a1);
            Vector.Widen(Vector.LoadUnsafe(ref pb, (nuint)i), out Vector<double> b0, out Vector<double> b1);
            even = Vector.FusedMultiplyAdd(a0, b0, even);
            odd = Vector.FusedMultiplyAdd(a1, b1, odd);
        }

        double sum = Vector.Sum(even + odd);
        for (; i < a.Length; i++) sum += (double)a[i] * b[i];
        return sum;
    }

    /// <summary>Σ m·a·b, Σ m·a² and Σ m·b² in double, m being 0 or 1, in one pass.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (double Both, double SquareOfA, double SquareOfB) Products(ReadOnlySpan<float> a, ReadOnlySpan<float> b, ReadOnlySpan<float> mask)
    {
        Vector<double> both = default, squareOfA = default, squareOfB = default;
        int width = Vector<float>.Count, i = 0;
        ref float pa = ref MemoryMarshal.GetReference(a), pb = ref MemoryMarshal.GetReference(b), pm = ref MemoryMarshal.GetReference(mask);
        for (; i <= a.Length - width; i += width)
        {
            Vector<float> m = Vector.LoadUnsafe(ref pm, (nuint)i);
            Vector.Widen(Vector.LoadUnsafe(ref pa, (nuint)i) * m, out Vector<double> a0, out Vector<double> a1);
            Vector.Widen(Vector.LoadUnsafe(ref pb, (nuint)i) * m, out Vector<double> b0, out Vector<double> b1);
            both = Vector.FusedMultiplyAdd(a0, b0, Vector.FusedMultiplyAdd(a1, b1, both));
            squareOfA = Vector.FusedMultiplyAdd(a0, a0, Vector.FusedMultiplyAdd(a1, a1, squareOfA));
            squareOfB = Vector.FusedMultiplyAdd(b0, b0, Vector.FusedMultiplyAdd(b1, b1, squareOfB));
        }

        (double Both, double SquareOfA, double SquareOfB) sums = (Vector.Sum(both), Vector.Sum(squareOfA), Vector.Sum(squareOfB));
        for (; i < a.Length; i++)
        {
            double x = (double)a[i] * mask[i], y = (double)b[i] * mask[i];
            sums = (sums.Both + (x * y), sums.SquareOfA + (x * x), sums.SquareOfB + (y * y));
        }

        return sums;
    }

    /// <summary>destination += scale·a.</summary>
    public static void AddScaled(Span<float> destination, float scale, ReadOnlySpan<float> a) =>
        TensorPrimitives.FusedMultiplyAdd(a, scale, destination, destination);

    /// <summary>destination = x + t·d, clamped to the bounds.</summary>
    public static void Move(ReadOnlySpan<float> x, float t, ReadOnlySpan<float> d, Box box, Span<float> destination)
    {
        TensorPrimitives.FusedMultiplyAdd(d, t, x, destination);
        box.Clamp(destination);
    }

    /// <summary>Σ |a| in double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double SumMagnitudes(ReadOnlySpan<float> a)
    {
        Vector<double> even = default, odd = default;
        int width = Vector<float>.Count, i = 0;
        ref float pa = ref MemoryMarshal.GetReference(a);
        for (; i <= a.Length - width; i += width)
        {
            Vector.Widen(Vector.Abs(Vector.LoadUnsafe(ref pa, (nuint)i)), out Vector<double> low, out Vector<double> high);
            even += low;
            odd += high;
        }

        double sum = Vector.Sum(even + odd);
        for (; i < a.Length; i++) sum += Math.Abs((double)a[i]);
        return sum;
    }

    /// <summary>The L2 norm, summed in double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Norm(ReadOnlySpan<float> a) => Math.Sqrt(Dot(a, a));
}
