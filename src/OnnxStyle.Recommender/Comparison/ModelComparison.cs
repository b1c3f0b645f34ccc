using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>
/// Compares models by what can be measured without people. Sharing a style is no proof of a good recommendation, and models with metadata, or with texts
/// that name the style, are told it: compare them among themselves.
/// </summary>
public static class ModelComparison
{
    /// <summary>Measures every model of <see cref="ComparedModel.Of"/> on the same works.</summary>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IReadOnlyList<ModelMeasures> Run(ArtIndex index, CompareOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(index);
        CompareOptions chosen = options ?? new CompareOptions();
        chosen.Validate();
        IndexedWork[] works = [.. Enumerable.Range(0, index.Count).Select(index.Work)];
        int[] asked = Draw(index.Count, Math.Min(chosen.Works, index.Count), new RandomStream((ulong)chosen.Seed), without: -1);
        Array.Sort(asked);
        return [.. ComparedModel.Of(index, chosen.Scale).Select(model => Measure(index, model, works, asked, chosen, cancellationToken))];
    }

    private static ModelMeasures Measure(ArtIndex index, ComparedModel model, IndexedWork[] works, int[] asked, CompareOptions options, CancellationToken cancellationToken)
    {
        int[][] lists = new int[asked.Length][];
        IReadOnlyList<WeighedPart> parts = model.Options is null ? [] : index.Weigh(model.Options);
        Parallel.For(0, asked.Length, new ParallelOptions { CancellationToken = cancellationToken }, i => lists[i] = model.Options is QueryOptions query
            ? Nearest.Of(index.DistancesFrom(asked[i], query, parts), options.Top, asked[i])
            : Draw(works.Length, Math.Min(options.Top, works.Length - 1), new RandomStream(((ulong)options.Seed << 32) + (ulong)asked[i]), asked[i]));

        List<(string, MeanInterval)> same = [];
        for (int k = 0; k < index.Kinds.Count; k++)
        {
            int kind = k;
            same.Add((index.Kinds[k].Column, Share(lists, asked, row => works[row].Types[kind], options)));
        }

        same.Add(("artist", Share(lists, asked, row => works[row].Artist, options)));
        Dictionary<int, int> recommended = lists.SelectMany(list => list).CountBy(row => row).ToDictionary();
        double[] novelty = [.. lists.Where(list => list.Length > 0).Select(list => list.Average(row => -Math.Log2(recommended[row] / (double)asked.Length)))];
        return new ModelMeasures
        {
            Model = model,
            Same = same,
            Coverage = recommended.Count / (double)works.Length,
            Novelty = MeanInterval.Of(novelty, options.Resamples, options.Seed),
        };
    }

    private static MeanInterval Share(int[][] lists, int[] asked, Func<int, string> type, CompareOptions options) => MeanInterval.Of(
        [.. asked.Select((row, i) => (Type: type(row), List: lists[i])).Where(pair => pair.Type.Length > 0 && pair.List.Length > 0).Select(pair => pair.List.Average(row => type(row) == pair.Type ? 1.0 : 0.0))],
        options.Resamples, options.Seed);

    // Different rows, one left out.
    private static int[] Draw(int rows, int count, RandomStream random, int without)
    {
        HashSet<int> drawn = [];
        while (drawn.Count < count)
            if (random.Below(rows) is int row && row != without) drawn.Add(row);
        return [.. drawn];
    }
}
