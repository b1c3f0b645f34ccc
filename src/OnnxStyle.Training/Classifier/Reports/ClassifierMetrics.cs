using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>How a classifier did on some pictures.</summary>
public sealed class ClassifierMetrics
{
    private readonly int[,] confusion;

    /// <summary>Counts.</summary>
    /// <param name="labels">The names of the classes.</param>
    /// <param name="truth">The class of each picture.</param>
    /// <param name="predicted">The class that each was called.</param>
    public ClassifierMetrics(IReadOnlyList<string> labels, IReadOnlyList<int> truth, IReadOnlyList<int> predicted)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(truth);
        ArgumentNullException.ThrowIfNull(predicted);
        Labels = labels;
        confusion = new int[labels.Count, labels.Count];
        for (int i = 0; i < truth.Count; i++) confusion[truth[i], predicted[i]]++;
        int[] diagonal = [.. Enumerable.Range(0, labels.Count).Select(k => confusion[k, k])];
        int[] rows = [.. diagonal.Select((_, k) => Enumerable.Range(0, labels.Count).Sum(j => confusion[k, j]))];
        int[] columns = [.. diagonal.Select((_, k) => Enumerable.Range(0, labels.Count).Sum(j => confusion[j, k]))];
        Accuracy = new Proportion(diagonal.Sum(), truth.Count);
        Classes = [.. labels.Select((label, k) => new ClassMetrics(label, rows[k], Share(diagonal[k], columns[k]), Share(diagonal[k], rows[k]), Share(2 * diagonal[k], rows[k] + columns[k])))];
        MacroF1 = Classes.Average(one => one.F1);
    }

    /// <summary>The names of the classes.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>The share of pictures that are called what they are, with its 95 % interval.</summary>
    public Proportion Accuracy { get; }

    /// <summary>The mean of the classes' F1.</summary>
    public double MacroF1 { get; }

    /// <summary>Each class.</summary>
    public IReadOnlyList<ClassMetrics> Classes { get; }

    /// <summary>How many pictures of a class were called another, or by its own name.</summary>
    /// <param name="truth">The class that they are.</param>
    /// <param name="predicted">The class that they were called.</param>
    public int Count(int truth, int predicted) => confusion[truth, predicted];

    private static double Share(int part, int whole) => whole == 0 ? 0 : part / (double)whole;
}
