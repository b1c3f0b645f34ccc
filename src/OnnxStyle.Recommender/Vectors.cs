using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OnnxStyle.Recommender;

/// <summary>Arithmetic on vectors, in lanes of a fixed number so that every machine adds in the same order. What a search spends its time in is compiled for speed at once: the first query is often the only one.</summary>
internal static class Vectors
{
    /// <summary>The scalar product, accumulated in sixteen lanes.</summary>
    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b) => Dot(ref MemoryMarshal.GetReference(a), ref MemoryMarshal.GetReference(b[..a.Length]), a.Length);

    /// <summary>target += scale * source.</summary>
    public static void AddScaled(Span<float> target, ReadOnlySpan<float> source, float scale)
    {
        int whole = target.Length / 8 * 8;
        ref float to = ref MemoryMarshal.GetReference(target), from = ref MemoryMarshal.GetReference(source[..target.Length]);
        Vector256<float> factor = Vector256.Create(scale);
        for (int i = 0; i < whole; i += 8)
            (Vector256.LoadUnsafe(ref to, (nuint)i) + (Vector256.LoadUnsafe(ref from, (nuint)i) * factor)).StoreUnsafe(ref to, (nuint)i);
        for (int i = whole; i < target.Length; i++) target[i] += source[i] * scale;
    }

    /// <summary>Divides each row by its length; a row of zeros stays.</summary>
    public static void NormalizeRows(Span<float> rows, int size)
    {
        for (int start = 0; start < rows.Length; start += size)
        {
            Span<float> row = rows.Slice(start, size);
            double squares = 0;
            foreach (float value in row) squares += (double)value * value;
            if (squares == 0) continue;
            double length = Math.Sqrt(squares);
            for (int i = 0; i < row.Length; i++) row[i] = (float)(row[i] / length);
        }
    }

    /// <summary>A copy of length 1; of zeros where the vector is zeros.</summary>
    public static float[] Unit(ReadOnlySpan<float> vector)
    {
        float[] unit = vector.ToArray();
        NormalizeRows(unit, unit.Length);
        return unit;
    }

    /// <summary>Cosine distances, clipped to [0, 2], from one row of length 1 or 0 to every row of such a matrix [N, size].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Distances(ReadOnlySpan<float> rows, ReadOnlySpan<float> query, Span<double> distances)
    {
        ref float asked = ref MemoryMarshal.GetReference(query), row = ref MemoryMarshal.GetReference(rows[..(distances.Length * query.Length)]);
        int done = 0;
        if (Vector512.IsHardwareAccelerated && Avx.IsSupported && query.Length % 16 == 0)
        {
            for (; done + 4 <= distances.Length; done += 4)
            {
                FourDistances(ref asked, ref row, query.Length).StoreUnsafe(ref distances[done]);
                row = ref Unsafe.Add(ref row, 4 * query.Length);
            }
        }

        for (; done < distances.Length; done++)
        {
            distances[done] = Math.Clamp(1.0 - Dot(ref asked, ref row, query.Length), 0, 2);
            row = ref Unsafe.Add(ref row, query.Length);
        }
    }

    // Four rows at a time, so that adding up lanes costs little beside reading them; every sum is taken in the order of Dot and is the same number.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> FourDistances(ref float query, ref float rows, int length)
    {
        ref float second = ref Unsafe.Add(ref rows, length), third = ref Unsafe.Add(ref second, length), fourth = ref Unsafe.Add(ref third, length);
        Vector512<float> a = default, b = default, c = default, d = default;
        for (nuint i = 0; i < (nuint)length; i += 16)
        {
            Vector512<float> asked = Vector512.LoadUnsafe(ref query, i);
            a += asked * Vector512.LoadUnsafe(ref rows, i);
            b += asked * Vector512.LoadUnsafe(ref second, i);
            c += asked * Vector512.LoadUnsafe(ref third, i);
            d += asked * Vector512.LoadUnsafe(ref fourth, i);
        }

        Vector256<float> pairs = Avx.HorizontalAdd(
            Avx.HorizontalAdd(a.GetLower() + a.GetUpper(), b.GetLower() + b.GetUpper()), Avx.HorizontalAdd(c.GetLower() + c.GetUpper(), d.GetLower() + d.GetUpper()));
        Vector256<double> distances = Vector256.Create(1.0) - Avx.ConvertToVector256Double(pairs.GetLower() + pairs.GetUpper());
        return Vector256.Min(Vector256.Max(distances, Vector256<double>.Zero), Vector256.Create(2.0));
    }

    // One vector of sixteen or two of eight: the same sixteen sums, product and sum rounded one after the other, added up in the same order.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Dot(ref float first, ref float second, int length)
    {
        int whole = length / 16 * 16;
        Vector256<float> low = default, high = default;
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<float> both = default;
            for (int i = 0; i < whole; i += 16) both += Vector512.LoadUnsafe(ref first, (nuint)i) * Vector512.LoadUnsafe(ref second, (nuint)i);
            (low, high) = (both.GetLower(), both.GetUpper());
        }
        else
        {
            for (int i = 0; i < whole; i += 16)
            {
                low += Vector256.LoadUnsafe(ref first, (nuint)i) * Vector256.LoadUnsafe(ref second, (nuint)i);
                high += Vector256.LoadUnsafe(ref first, (nuint)i + 8) * Vector256.LoadUnsafe(ref second, (nuint)i + 8);
            }
        }

        float sum = Vector256.Sum(low + high);
        for (int i = whole; i < length; i++) sum += Unsafe.Add(ref first, i) * Unsafe.Add(ref second, i);
        return sum;
    }
}
