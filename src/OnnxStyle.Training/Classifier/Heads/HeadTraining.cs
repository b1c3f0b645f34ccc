using OnnxStyle.Optimization;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>Fits heads to features by L-BFGS over all rows at once, and chooses how strongly their weights are held.</summary>
internal sealed class HeadTraining(FeatureTable table, HeadOptions options, ulong seed, SessionOptions runtime)
{
    private const double FlatGradient = 1e-5; // of the gradient at the start: float32 sees no further

    private readonly HeadShape shape = new(options.Kind, table.Blocks.Sum(), options.Kind == HeadKind.Mlp ? options.Hidden : 0, table.Labels.Count);

    /// <summary>Chooses L2 by the cross-entropy on rows that the fit does not see, then fits to all rows.</summary>
    /// <param name="training">Rows to fit to.</param>
    /// <param name="validation">Rows to choose by; with folds they are only more rows to fit to.</param>
    /// <param name="cancellationToken">Stops between two fits.</param>
    /// <returns>The head, its L2, and the cross-entropy of every L2 that was tried.</returns>
    public (FittedHead Head, double L2, IReadOnlyList<double> Entropies) Train(IReadOnlyList<int> training, IReadOnlyList<int> validation, CancellationToken cancellationToken)
    {
        int[] all = [.. training.Concat(validation).Order()];
        double[] strong = [.. options.L2.OrderDescending()], entropies = new double[strong.Length];
        if (strong.Length > 1)
        {
            foreach ((IReadOnlyList<int> fit, IReadOnlyList<int> choose) in Rounds(training, validation, all))
            {
                FittedHead[] path = Path(fit, strong, cancellationToken);
                int[] classes = table.ClassesOf(choose);
                for (int i = 0; i < strong.Length; i++) entropies[i] += CrossEntropy(path[i].Probabilities(table.Gather(choose)), classes, Weights(classes)) * choose.Count;
            }
        }

        int best = Array.IndexOf(entropies, entropies.Min());
        double count = options.Folds > 0 ? all.Length : validation.Count;
        return (Path(all, strong[..(best + 1)], cancellationToken)[best], strong[best], strong.Length > 1 ? [.. entropies.Select(sum => sum / count)] : []);
    }

    /// <summary>What each row counts. They sum to 1; balanced, each class that is there has the same part of it.</summary>
    internal static double[] Weights(int[] classes, int labels, bool balanced)
    {
        int present = classes.Distinct().Count();
        double[] counts = new double[labels];
        foreach (int one in classes) counts[one]++;
        return [.. classes.Select(one => balanced ? 1 / (present * counts[one]) : 1.0 / classes.Length)];
    }

    private IEnumerable<(IReadOnlyList<int> Fit, IReadOnlyList<int> Choose)> Rounds(IReadOnlyList<int> training, IReadOnlyList<int> validation, int[] all)
    {
        if (options.Folds == 0) return [(training, validation)];
        int[] fold = ClassSplit.Folds(table.ClassesOf(all), options.Folds, seed);
        return Enumerable.Range(0, options.Folds).Select(one =>
            ((IReadOnlyList<int>)[.. all.Where((_, i) => fold[i] != one)], (IReadOnlyList<int>)[.. all.Where((_, i) => fold[i] == one)]));
    }

    // From the strongest hold to the weakest, each fit from where the one before ended.
    private FittedHead[] Path(IReadOnlyList<int> rows, double[] strengths, CancellationToken cancellationToken)
    {
        Standardisation standardisation = Standardisation.Learn(table, rows);
        int[] classes = table.ClassesOf(rows);
        using HeadObjective objective = new(shape, standardisation.Apply(table.Gather(rows)), classes, Weights(classes), runtime);
        float[] point = shape.Start(seed);
        return [.. strengths.Select(strength =>
        {
            objective.L2 = strength;
            Fit(objective, point, cancellationToken);
            return new FittedHead(shape, standardisation, point);
        })];
    }

    private void Fit(HeadObjective objective, float[] point, CancellationToken cancellationToken)
    {
        LBfgs optimizer = new(new LBfgsOptions { LineSearch = LineSearch.StrongWolfe });
        double first = 0;
        while (optimizer.Iteration < options.Iterations)
        {
            cancellationToken.ThrowIfCancellationRequested();
            StepResult step = optimizer.Step(objective, point);
            first = Math.Max(first, step.GradientNormL2);
            if (step.Converged || step.GradientNormL2 <= FlatGradient * first || step.PreviousLoss - step.Loss <= 1e-7 * Math.Abs(step.Loss)) return;
        }
    }

    private double[] Weights(int[] classes) => Weights(classes, table.Labels.Count, options.Balanced);

    private static double CrossEntropy(float[] probabilities, int[] classes, double[] weights)
    {
        int count = probabilities.Length / Math.Max(1, classes.Length);
        return -classes.Select((one, row) => weights[row] * Math.Log(Math.Max(probabilities[(row * count) + one], 1e-12))).Sum();
    }
}
