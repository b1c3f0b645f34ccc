using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace OnnxStyle.Recommender;

/// <summary>Arithmetic on vectors, in lanes of a fixed number so that every machine adds in the same order.</summary>
internal static class Vectors
{
    /// <summary>The scalar product, accumulated in sixteen lanes.</summary>
    public static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        int whole = a.Length / 16 * 16;
        ref float first = ref MemoryMarshal.GetReference(a), second = ref MemoryMarshal.GetReference(b[..a.Length]);
        Vector256<float> low = default, high = default;
        for (int i = 0; i < whole; i += 16)
        {
            low += Vector256.LoadUnsafe(ref first, (nuint)i) * Vector256.LoadUnsafe(ref second, (nuint)i);
            high += Vector256.LoadUnsafe(ref first, (nuint)i + 8) * Vector256.LoadUnsafe(ref second, (nuint)i + 8);
        }

        float sum = Vector256.Sum(low + high);
        for (int i = whole; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }

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
    public static void Distances(ReadOnlySpan<float> rows, ReadOnlySpan<float> query, Span<double> distances)
    {
        for (int row = 0; row < distances.Length; row++) distances[row] = Math.Clamp(1.0 - Dot(query, rows.Slice(row * query.Length, query.Length)), 0, 2);
    }
}
