using System.Security.Cryptography;
using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>Computes the features of many pictures, or takes them from a cache.</summary>
public static class FeatureReader
{
    /// <summary>The features of all pictures that can be read.</summary>
    /// <param name="pictures">The pictures.</param>
    /// <param name="extractor">What makes features of them.</param>
    /// <param name="cache">Where features are kept.</param>
    /// <param name="problems">Receives a sentence for each picture that is left out: damaged, or the same file as another.</param>
    /// <param name="progress">How far it is.</param>
    /// <param name="cancellationToken">Stops between two batches; what was computed is kept in the cache.</param>
    /// <exception cref="PictureListException">Fewer than two classes have a picture that can be read.</exception>
    public static FeatureTable Read(
        IReadOnlyList<LabeledPicture> pictures, FeatureExtractor extractor, FeatureCache cache, List<string> problems, IProgress<FeatureProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(extractor);
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(problems);
        Dictionary<string, string> seen = new(StringComparer.Ordinal);
        float[]?[] rows = new float[pictures.Count][];
        for (int start = 0; start < pictures.Count; start += FeatureExtractor.BatchSize)
        {
            cancellationToken.ThrowIfCancellationRequested();
            int count = Math.Min(FeatureExtractor.BatchSize, pictures.Count - start);
            (string? Key, Image? Square, string? Problem)[] batch = new (string?, Image?, string?)[count];
            Parallel.For(0, count, i => batch[i] = Open(pictures[start + i].Path, extractor, key => rows[start + i] = cache.Find(key, extractor.Size)));
            List<(int Row, string Key, Image Square)> missing = [];
            for (int i = 0; i < count; i++)
            {
                (string? key, Image? square, string? problem) = batch[i];
                string path = pictures[start + i].Path;
                if (key is not null && !seen.TryAdd(key, path)) problem = $"{path}: is the same file as {seen[key]}";
                if (problem is not null)
                {
                    problems.Add(problem);
                    rows[start + i] = null;
                }
                else if (square is not null)
                {
                    missing.Add((start + i, key!, square));
                }
            }

            IReadOnlyList<float[]> features = extractor.Extract([.. missing.Select(one => one.Square)], cancellationToken);
            foreach (((int row, string key, _), float[] made) in missing.Zip(features))
            {
                rows[row] = made;
                cache.Add(key, made);
            }

            progress?.Report(new FeatureProgress(start + count, pictures.Count));
        }

        int[] read = [.. Enumerable.Range(0, rows.Length).Where(row => rows[row] is not null)];
        string[] labels = [.. read.Select(row => pictures[row].Label).Distinct().Order(StringComparer.Ordinal)];
        string[] lost = [.. pictures.Select(picture => picture.Label).Distinct().Except(labels).Order(StringComparer.Ordinal)];
        if (lost.Length > 0) throw new PictureListException(lost[0], $"is a class without one picture that can be read: {problems[0]}");
        return new FeatureTable([.. read.Select(row => pictures[row])], labels, [.. read.Select(row => rows[row]!)], extractor.Blocks);
    }

    // The key; and the picture where the cache has no features of it.
    private static (string? Key, Image? Square, string? Problem) Open(string path, FeatureExtractor extractor, Func<string, float[]?> find)
    {
        try
        {
            byte[] bytes = File.ReadAllBytes(path);
            string key = FeatureCache.Key(extractor.Fingerprint, Convert.ToHexStringLower(SHA256.HashData(bytes)));
            return find(key) is null ? (key, extractor.Load(path), null) : (key, null, null);
        }
        catch (ImageFormatException error)
        {
            return (null, null, error.Message.TrimEnd('.'));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return (null, null, $"{path}: {(File.Exists(path) ? $"cannot be read: {error.Message.TrimEnd('.')}" : "is not there")}");
        }
    }
}
