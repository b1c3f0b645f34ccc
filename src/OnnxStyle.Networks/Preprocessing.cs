using System.Globalization;

namespace OnnxStyle.Networks;

/// <summary>
/// What happens to an RGB image in 0..1 before the first convolution: y[c] = (255 x[c] - <see cref="Mean"/>[c]) * <see cref="Scale"/>.
/// A weight file states it in its metadata; no code guesses it.
/// </summary>
public sealed record Preprocessing
{
    private const string MeanKey = "mean";
    private const string ScaleKey = "scale";

    /// <summary>The mean of the three Caffe VGG networks in RGB order, (123.68, 116.779, 103.939), with scale 1.</summary>
    public static Preprocessing Caffe { get; } = new();

    /// <summary>The mean of R, G and B on the scale 0..255.</summary>
    public IReadOnlyList<float> Mean { get; init; } = [123.68f, 116.779f, 103.939f];

    /// <summary>The factor after the mean is subtracted.</summary>
    public float Scale { get; init; } = 1;

    /// <summary>Reads the metadata of a weight file.</summary>
    /// <param name="metadata">
    /// <c>mean</c> (three numbers, comma between) and <c>scale</c>; or <c>mean_rgb_255</c> and, with three equal numbers,
    /// <c>std_rgb_255</c>, which is one over the scale.
    /// </param>
    /// <param name="where">The file, for messages.</param>
    /// <exception cref="WeightFormatException">Neither form is there, or it holds no finite numbers.</exception>
    public static Preprocessing FromMetadata(IReadOnlyDictionary<string, string> metadata, string where)
    {
        if (metadata.TryGetValue(MeanKey, out string? mean))
        {
            if (!metadata.TryGetValue(ScaleKey, out string? scale)) throw new WeightFormatException(where, "its metadata has a `mean` but no `scale`.");
            return new Preprocessing { Mean = Numbers(mean, 3, MeanKey, where), Scale = Numbers(scale, 1, ScaleKey, where)[0] };
        }

        if (!metadata.TryGetValue("mean_rgb_255", out mean) || !metadata.TryGetValue("std_rgb_255", out string? deviations))
        {
            throw new WeightFormatException(where, "its metadata does not say how images are prepared (`mean` and `scale`). " +
                "Import it with `onnxstyle model import FILE --convention caffe` or `--convention torchvision`.");
        }

        float[] deviation = Numbers(deviations, 3, "std_rgb_255", where);
        if (deviation[0] != deviation[1] || deviation[0] != deviation[2] || deviation[0] == 0)
            throw new WeightFormatException(where, "its channels have different deviations. Import it with `onnxstyle model import FILE`, which folds them into conv1_1.");
        return new Preprocessing { Mean = Numbers(mean, 3, "mean_rgb_255", where), Scale = 1 / deviation[0] };
    }

    /// <summary>Writes <c>mean</c> and <c>scale</c> into the metadata of a weight file, so that they read back bit for bit.</summary>
    public void ToMetadata(IDictionary<string, string> metadata)
    {
        metadata[MeanKey] = string.Join(',', Mean.Select(m => m.ToString("R", CultureInfo.InvariantCulture)));
        metadata[ScaleKey] = Scale.ToString("R", CultureInfo.InvariantCulture);
    }

    private static float[] Numbers(string text, int count, string key, string where)
    {
        string[] parts = text.Split(',', StringSplitOptions.TrimEntries);
        float[] numbers = new float[parts.Length];
        bool good = parts.Length == count;
        for (int i = 0; i < parts.Length; i++)
            good &= float.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) && float.IsFinite(numbers[i]);
        if (!good) throw new WeightFormatException(where, $"its metadata `{key}` is '{text}', where {count} finite number{(count == 1 ? "" : "s")} belong{(count == 1 ? "s" : "")}.");
        return numbers;
    }
}
