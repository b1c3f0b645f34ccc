namespace OnnxStyle.Training;

/// <summary>
/// What features are measured against before a head sees them: each loses its mean over the training rows and is divided by its deviation, and each block by the
/// root of its length and of the number of blocks. So every block has the same say, and the squares of a row sum to about 1.
/// </summary>
/// <param name="Mean">Taken away.</param>
/// <param name="Scale">Multiplied with then; 0 for a feature that never changes.</param>
internal sealed record Standardisation(float[] Mean, float[] Scale)
{
    public static Standardisation Learn(FeatureTable table, IReadOnlyList<int> rows)
    {
        int[] lengths = [.. table.Blocks.SelectMany(length => Enumerable.Repeat(length, length))];
        float[] mean = new float[lengths.Length], scale = new float[lengths.Length];
        for (int column = 0; column < lengths.Length; column++)
        {
            double sum = 0, squares = 0;
            foreach (int row in rows) sum += table.Rows[row][column];
            double middle = sum / rows.Count;
            foreach (int row in rows) squares += (table.Rows[row][column] - middle) * (table.Rows[row][column] - middle);
            double variance = squares / rows.Count;
            mean[column] = (float)middle;
            bool constant = variance <= 1e-12 * middle * middle; // rounding only
            scale[column] = constant ? 0 : (float)(1 / Math.Sqrt(variance * lengths[column] * table.Blocks.Count));
        }

        return new Standardisation(mean, scale);
    }

    /// <summary>Rows [count, features] as the head sees them.</summary>
    public float[] Apply(float[] rows)
    {
        float[] result = new float[rows.Length];
        for (int i = 0; i < rows.Length; i++) result[i] = (rows[i] - Mean[i % Mean.Length]) * Scale[i % Mean.Length];
        return result;
    }
}
