using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>The directions in which rows differ most, by subspace iteration on the centred rows; seeded, so that the same rows give the same directions.</summary>
internal static class PrincipalComponents
{
    private const int Iterations = 12;
    private const int RowsAtOnce = 256;

    /// <summary>The first directions [count, size] of centred rows [rows, size], the largest spread first; each of length 1, or zeros where the rows have no more.</summary>
    public static float[] Directions(float[] rows, int size, int count) => Directions(rows.Length / size, row => rows.AsSpan(row * size, size).ToArray(), size, count);

    /// <summary>
    /// As the other, of rows that need not be in memory together: each is asked for anew in every one of 12 rounds, 256 at a time, so that no more than those and
    /// twice the directions are held.
    /// </summary>
    /// <param name="rows">How many rows there are.</param>
    /// <param name="centred">A row less the mean of all; asked for by one thread at a time.</param>
    /// <param name="size">Elements of a row.</param>
    /// <param name="count">How many directions.</param>
    public static float[] Directions(int rows, Func<int, float[]> centred, int size, int count)
    {
        RandomStream random = new(1);
        float[] directions = new float[count * size]; // [count, size]
        for (int i = 0; i < directions.Length; i++) directions[i] = (float)(random.NextDouble() - 0.5);
        Orthonormalize(directions, size);
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            float[] next = new float[directions.Length], current = directions;
            for (int first = 0; first < rows; first += RowsAtOnce)
            {
                float[][] some = [.. Enumerable.Range(first, Math.Min(RowsAtOnce, rows - first)).Select(centred)];
                Parallel.For(0, count, k =>
                {
                    Span<float> direction = next.AsSpan(k * size, size);
                    foreach (float[] row in some) Vectors.AddScaled(direction, row, Vectors.Dot(row, current.AsSpan(k * size, size)));
                });
            }

            directions = next;
            Orthonormalize(directions, size);
        }

        return directions;
    }

    /// <summary>Takes the mean row away from each of some rows.</summary>
    /// <returns>The mean row.</returns>
    public static float[] Centre(float[] rows, int size)
    {
        int n = rows.Length / size;
        double[] sum = new double[size];
        for (int i = 0; i < rows.Length; i++) sum[i % size] += rows[i];
        float[] mean = [.. sum.Select(value => (float)(value / n))];
        for (int i = 0; i < rows.Length; i++) rows[i] -= mean[i % size];
        return mean;
    }

    /// <summary>The coordinates [rows, count] of rows [rows, size] along directions [count, size].</summary>
    public static float[] Coordinates(float[] rows, float[] directions, int size)
    {
        int n = rows.Length / size, count = directions.Length / size;
        float[] coordinates = new float[n * count];
        Parallel.For(0, n, row =>
        {
            for (int k = 0; k < count; k++) coordinates[(row * count) + k] = Vectors.Dot(rows.AsSpan(row * size, size), directions.AsSpan(k * size, size));
        });
        return coordinates;
    }

    // Gram and Schmidt, twice for each row against rounding; a row that is nothing but the others becomes zero.
    private static void Orthonormalize(float[] directions, int size)
    {
        for (int k = 0; k < directions.Length / size; k++)
        {
            Span<float> row = directions.AsSpan(k * size, size);
            float before = MathF.Sqrt(Vectors.Dot(row, row));
            for (int pass = 0; pass < 2; pass++)
                for (int j = 0; j < k; j++)
                {
                    ReadOnlySpan<float> other = directions.AsSpan(j * size, size);
                    Vectors.AddScaled(row, other, -Vectors.Dot(row, other));
                }

            if (MathF.Sqrt(Vectors.Dot(row, row)) <= 1e-5f * before) row.Clear();
            Vectors.NormalizeRows(row, size);
        }
    }
}
