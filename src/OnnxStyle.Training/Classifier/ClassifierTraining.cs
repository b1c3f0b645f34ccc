using System.Globalization;
using OnnxStyle.Networks;
using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>Makes a classifier by transfer learning: a new head on the features of a network that learnt something else.</summary>
public static class ClassifierTraining
{
    /// <summary>Makes a classifier.</summary>
    /// <param name="pictures">Labelled pictures.</param>
    /// <param name="options">How.</param>
    /// <param name="progress">How far it is.</param>
    /// <param name="cancellationToken">Stops; features that were computed stay in the cache.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="PictureListException">There are too few pictures of a class.</exception>
    public static ClassifierResult Run(
        IReadOnlyList<LabeledPicture> pictures, ClassifierOptions options, IProgress<ClassifierProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        CheckCounts(pictures, options);
        SessionOptions runtime = new() { Provider = options.Provider, Threads = options.Threads };
        FeatureCache cache = new(options.Cache);
        List<string> problems = [];
        using FeatureExtractor extractor = new(options.Features, runtime);
        TailCut? cut = options.FineTune.Blocks > 0 ? new TailCut(extractor.Encoder!, options.Features.Layers, options.FineTune.Blocks) : null;
        FeatureTable table = FeatureReader.Read(pictures, extractor, cache, problems, Relay("reading pictures"), cancellationToken);
        CheckCounts(table.Pictures, options);
        int cached = cache.Found;
        (FittedHead head, HeadResult result, IReadOnlyList<JudgedFold> folds) = Judge(table, NameOf(options.Features), options, runtime, progress, cancellationToken);
        Encoder? encoder = extractor.Encoder;
        FineTuneResult? tuned = null;
        if (cut is not null) (encoder, head, tuned) = FineTune(encoder!, cut);
        HeadResult? baseline = null;
        if (options.Baseline)
        {
            using FeatureExtractor histograms = new(options.Features with { Kind = FeatureKind.Histogram }, runtime);
            FeatureTable colours = FeatureReader.Read(table.Pictures, histograms, cache, [], Relay("reading colours"), cancellationToken);
            baseline = Judge(colours, NameOf(options.Features with { Kind = FeatureKind.Histogram }), options, runtime, progress, cancellationToken).Result;
        }

        return new ClassifierResult
        {
            Model = new ClassifierModel(options.Features, encoder, table.Labels, head),
            Options = options,
            Head = result,
            FineTuned = tuned,
            Baseline = baseline,
            Pictures = table.Pictures.Count,
            Problems = problems,
            Cached = cached,
        };

        // The head that was fitted to all but the test part stays where fine-tuning does no better.
        (Encoder?, FittedHead, FineTuneResult) FineTune(Encoder before, TailCut cut)
        {
            FeatureTable maps = Maps((graph, picture, _) => cut.Append(graph, picture, options.Features.Kind, before), "reading maps");
            FeatureTable? mirrored = options.FineTune.Mirror ? Maps((graph, picture, _) => cut.AppendMirrored(graph, picture, options.Features.Kind, before), "reading mirrored maps") : null;
            FineTuning tuning = new(before, cut, table, maps, mirrored, options, runtime, progress);
            (Encoder better, FittedHead last, FineTuneResult what) = tuning.Run(ClassSplit.Stratified(table.Classes, options.Validation, options.Test, options.Seed), result.L2, cancellationToken);
            if (folds.Count > 0)
            {
                (ClassifierMetrics all, int kept) = tuning.CrossValidate(folds, cancellationToken);
                what = what with { CrossValidation = all, KeptFolds = kept };
            }

            return what.Kept ? (better, last, what) : (before, head, what);
        }

        FeatureTable Maps(Func<GraphBuilder, Value, Encoder?, IReadOnlyList<Value>> make, string doing)
        {
            using FeatureExtractor tails = new(options.Features, extractor.Encoder, runtime, make);
            List<string> lost = [];
            FeatureTable maps = FeatureReader.Read(table.Pictures, tails, cache, lost, Relay(doing), cancellationToken);
            return lost.Count == 0 ? maps : throw new PictureListException(table.Pictures[0].Path, $"or a picture with it was there before and cannot be read now: {lost[0]}");
        }

        IProgress<FeatureProgress>? Relay(string doing) => progress is null ? null : new FeatureRelay(progress, doing);
    }

    private static string NameOf(FeatureOptions features) =>
        features.Kind == FeatureKind.Histogram ? "colour histogram" : $"{features.Kind.ToString().ToLowerInvariant()} of {Path.GetFileNameWithoutExtension(features.Encoder)}";

    private static (FittedHead Head, HeadResult Result, IReadOnlyList<JudgedFold> Folds) Judge(
        FeatureTable table, string name, ClassifierOptions options, SessionOptions runtime, IProgress<ClassifierProgress>? progress, CancellationToken cancellationToken)
    {
        int folds = options.CrossValidation, rounds = folds + 1;
        progress?.Report(new ClassifierProgress($"fitting heads to {name}", 0, rounds));
        HeadTraining training = new(table, options.Head, options.Seed, runtime);
        ClassSplit split = ClassSplit.Stratified(table.Classes, options.Head.Folds > 0 ? 0 : options.Validation, options.Test, options.Seed);
        (FittedHead head, double l2, IReadOnlyList<double> entropies) = training.Train(split.Training, split.Validation, cancellationToken);
        (int[] called, double[] sure) = Called(head, table, split.Test);
        int[] seen = [.. split.Training.Concat(split.Validation)];
        progress?.Report(new ClassifierProgress($"fitting heads to {name}", 1, rounds));

        List<JudgedFold> each = [];
        int[] everywhere = new int[table.Pictures.Count], fold = folds > 0 ? ClassSplit.Folds(table.Classes, folds, options.Seed) : [];
        for (int one = 0; one < folds; one++)
        {
            int[] judged = [.. Enumerable.Range(0, fold.Length).Where(row => fold[row] == one)], rest = [.. Enumerable.Range(0, fold.Length).Where(row => fold[row] != one)];
            ClassSplit inner = ClassSplit.Stratified(table.ClassesOf(rest), options.Head.Folds > 0 ? 0 : options.Validation, 0, options.Seed);
            (FittedHead other, double held, _) = training.Train([.. inner.Training.Select(row => rest[row])], [.. inner.Validation.Select(row => rest[row])], cancellationToken);
            each.Add(new JudgedFold(judged, held, Called(other, table, judged).Classes));
            foreach ((int row, int label) in judged.Zip(each[^1].Called)) everywhere[row] = label;
            progress?.Report(new ClassifierProgress($"fitting heads to {name}", one + 2, rounds));
        }

        return (head, new HeadResult
        {
            Name = name,
            Features = table.Blocks.Sum(),
            L2 = l2,
            Tried = [.. options.Head.L2.OrderDescending().Zip(entropies)],
            Training = new ClassifierMetrics(table.Labels, table.ClassesOf(seen), Called(head, table, seen).Classes),
            Test = new ClassifierMetrics(table.Labels, table.ClassesOf(split.Test), called),
            CrossValidation = folds > 0 ? new ClassifierMetrics(table.Labels, table.Classes, everywhere) : null,
            Judged = [.. split.Test.Select((row, i) => new JudgedPicture(table.Pictures[row], table.Labels[called[i]], sure[i]))],
        }, each);
    }

    private static (int[] Classes, double[] Probabilities) Called(FittedHead head, FeatureTable table, IReadOnlyList<int> rows)
    {
        float[][] probabilities = [.. head.Probabilities(table.Gather(rows)).Chunk(table.Labels.Count)];
        int[] best = [.. probabilities.Select(row => Array.IndexOf(row, row.Max()))];
        return (best, [.. probabilities.Select((row, i) => (double)row[best[i]])]);
    }

    // Each part has every class, and a fold of a fold still has one to train on.
    private static void CheckCounts(IReadOnlyList<LabeledPicture> pictures, ClassifierOptions options)
    {
        int folds = Math.Max(options.CrossValidation, options.Head.Folds), least = Math.Max(5, 2 * folds);
        foreach (IGrouping<string, LabeledPicture> group in pictures.GroupBy(picture => picture.Label).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            int count = group.Count();
            if (count < least)
            {
                string need = string.Create(CultureInfo.InvariantCulture, $"{least}{(folds > 0 ? $" for {folds} folds" : "")}");
                throw new PictureListException(group.Key, $"is a class of {count} {(count == 1 ? "picture" : "pictures")}; {need} or more are needed for parts that train, choose and judge: add pictures, or take the class away");
            }
        }
    }

    private sealed class FeatureRelay(IProgress<ClassifierProgress> progress, string doing) : IProgress<FeatureProgress>
    {
        public void Report(FeatureProgress value) => progress.Report(new ClassifierProgress(doing, value.Done, value.All));
    }
}
