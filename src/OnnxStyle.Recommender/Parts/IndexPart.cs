namespace OnnxStyle.Recommender;

/// <summary>One way to compare works: the vectors of one kind in an open index.</summary>
internal abstract class IndexPart(string name, int count)
{
    private const int SampledRows = 64;
    private readonly Lock gate = new();
    private double? typical;

    public string Name { get; } = name;

    public int Count { get; } = count;

    /// <summary>Prepares to compare a row with others.</summary>
    public abstract PartQuery Ask(int row);

    /// <summary>Whether a work has nothing to compare.</summary>
    public abstract bool IsEmpty(int row);

    /// <summary>The mean distance between different works that have something to compare, over all pairs with one of 64 rows evenly spaced; 1 where there are none.</summary>
    public double TypicalDistance()
    {
        lock (gate)
        {
            if (typical is double known) return known;
            int[] full = [.. Enumerable.Range(0, Count).Where(row => !IsEmpty(row))];
            double sum = 0;
            long pairs = 0;
            for (int i = 0; i < Math.Min(SampledRows, full.Length); i++)
            {
                int row = full[(int)((long)i * full.Length / Math.Min(SampledRows, full.Length))];
                double[] distances = new double[Count];
                Ask(row).Distances(0, distances);
                foreach (int other in full)
                    if (other != row) (sum, pairs) = (sum + distances[other], pairs + 1);
            }

            typical = pairs == 0 || sum == 0 ? 1 : sum / pairs;
            return typical.Value;
        }
    }
}
