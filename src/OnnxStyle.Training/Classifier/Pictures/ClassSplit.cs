using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>Which examples train, which choose, and which judge.</summary>
/// <param name="Training">Rows that the head is fitted to, in ascending order.</param>
/// <param name="Validation">Rows that choose between heads; may be empty.</param>
/// <param name="Test">Rows that nothing is chosen by.</param>
public sealed record ClassSplit(IReadOnlyList<int> Training, IReadOnlyList<int> Validation, IReadOnlyList<int> Test)
{
    /// <summary>Draws parts that have the classes in the shares of the whole, rounded; each part that is wanted has every class, and training, too.</summary>
    /// <param name="labels">The class of each row, 0 to below the number of classes.</param>
    /// <param name="validation">The share for choosing, 0 to below 1; 0: none.</param>
    /// <param name="test">The share for judging, 0 to below 1; 0: none.</param>
    /// <param name="seed">The draw.</param>
    /// <exception cref="ArgumentException">A class has too few rows for its parts.</exception>
    public static ClassSplit Stratified(IReadOnlyList<int> labels, double validation, double test, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(labels);
        List<int> train = [], choose = [], judge = [];
        foreach (int[] rows in Shuffled(labels, seed))
        {
            int forTest = test > 0 ? Math.Max(1, (int)Math.Round(rows.Length * test)) : 0;
            int forValidation = validation > 0 ? Math.Max(1, (int)Math.Round(rows.Length * validation)) : 0;
            if (forTest + forValidation >= rows.Length) throw new ArgumentException($"A class of {rows.Length} rows has none left for training.", nameof(labels));
            judge.AddRange(rows[..forTest]);
            choose.AddRange(rows[forTest..(forTest + forValidation)]);
            train.AddRange(rows[(forTest + forValidation)..]);
        }

        return new ClassSplit([.. train.Order()], [.. choose.Order()], [.. judge.Order()]);
    }

    /// <summary>Deals the rows of each class out to folds in turn: folds of equal size, give or take one row, whose classes have the shares of the whole.</summary>
    /// <param name="labels">The class of each row.</param>
    /// <param name="folds">2 or more.</param>
    /// <param name="seed">The draw.</param>
    /// <returns>The fold of each row, 0 to below <paramref name="folds"/>.</returns>
    public static int[] Folds(IReadOnlyList<int> labels, int folds, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(labels);
        int[] fold = new int[labels.Count];
        int next = 0;
        foreach (int row in Shuffled(labels, seed).SelectMany(rows => rows)) fold[row] = next++ % folds;
        return fold;
    }

    private static IEnumerable<int[]> Shuffled(IReadOnlyList<int> labels, ulong seed)
    {
        RandomStream random = new(seed);
        foreach (IGrouping<int, int> rows in Enumerable.Range(0, labels.Count).GroupBy(row => labels[row]).OrderBy(group => group.Key))
        {
            int[] order = [.. rows];
            random.Shuffle(order.AsSpan());
            yield return order;
        }
    }
}
