namespace OnnxStyle.Recommender;

/// <summary>The directions in which rows differ most, by subspace iteration on the centred rows; seeded, so that the same rows give the same directions.</summary>
internal static class PrincipalComponents
{
    private const int Iterations = 12;

    /// <summary>The first directions [count, size] of centred rows [rows, size], the largest spread first; each of length 1, or zeros where the rows have no more.</summary>
    public static float[] Directions(float[] rows, int size, int count)
    {
        int n = rows.Length / size;
        RandomStream random = new(1);
        float[] directions = new float[count * size]; // [count, size]
        for (int i = 0; i < directions.Length; i++) directions[i] = (float)(random.NextDouble() - 0.5);
        Orthonormalize(directions, size);
        for (int iteration = 0; iteration < Iterations; iteration++)
        {
            float[] coordinates = Coordinates(rows, directions, size);
            Array.Clear(directions);
            Parallel.For(0, count, k =>
            {
                for (int row = 0; row < n; row++) Vectors.AddScaled(directions.AsSpan(k * size, size), rows.AsSpan(row * size, size), coordinates[(row * count) + k]);
            });
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
