using System.Security.Cryptography;
using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>
/// Pictures as samples <c>[3, Side, Side]</c>, RGB in 0..1, sRGB-encoded. Every file is decoded once, when the samples are opened, and kept as bytes with its short
/// side at most 1.25 times that of a sample; what is damaged is left out and named.
/// </summary>
public sealed class PictureSamples : ISampleSource
{
    private readonly PictureSampleOptions options;
    private readonly Kept[] pictures;

    private PictureSamples(PictureSampleOptions options, string[] files, Kept[] pictures, IReadOnlyList<(string File, string Reason)> damaged, string fingerprint)
    {
        this.options = options;
        this.pictures = pictures;
        Files = files;
        Damaged = damaged;
        Fingerprint = fingerprint;
    }

    /// <summary>The files of the samples, in order.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>The files that are no pictures, and why.</summary>
    public IReadOnlyList<(string File, string Reason)> Damaged { get; }

    /// <inheritdoc/>
    public int Count => pictures.Length;

    /// <inheritdoc/>
    public string Fingerprint { get; }

    /// <summary>Reads pictures.</summary>
    /// <param name="files">The files; the order is that of the samples.</param>
    /// <param name="options">How they become samples.</param>
    /// <param name="progress">Told how many were read, from several threads.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static PictureSamples Open(IReadOnlyList<string> files, PictureSampleOptions options, IProgress<int>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        Kept?[] kept = new Kept?[files.Count];
        string[] reasons = new string[files.Count];
        int done = 0;
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellationToken };
        Parallel.For(0, files.Count, parallel, i =>
        {
            try
            {
                kept[i] = Keep(files[i], options);
            }
            catch (ImageFormatException error)
            {
                reasons[i] = error.Message;
            }

            progress?.Report(Interlocked.Increment(ref done));
        });
        int[] good = [.. Enumerable.Range(0, files.Count).Where(i => kept[i] is not null)];
        string fingerprint = SampleFingerprint.Of($"{options}\n", good.Select(i => SHA256.HashData(kept[i]!.Bytes)));
        return new PictureSamples(options, [.. good.Select(i => files[i])], [.. good.Select(i => kept[i]!)],
            [.. Enumerable.Range(0, files.Count).Where(i => kept[i] is null).Select(i => (files[i], reasons[i]))], fingerprint);
    }

    /// <inheritdoc/>
    public void Load(int sample, bool varied, RandomStream random, IReadOnlyList<Tensor> batch, int place)
    {
        ArgumentNullException.ThrowIfNull(batch);
        int count = 3 * options.Side * options.Side;
        Write(sample, varied, random, ((Tensor<float>)batch[0]).Span.Slice(place * count, count));
    }

    /// <summary>Writes a sample.</summary>
    /// <param name="sample">The sample, from 0.</param>
    /// <param name="varied">Whether to crop, mirror and jitter at random; false: the largest square in the middle.</param>
    /// <param name="random">The stream that varies it.</param>
    /// <param name="target"><c>[3, Side, Side]</c>.</param>
    public void Write(int sample, bool varied, RandomStream random, Span<float> target)
    {
        Kept kept = pictures[sample];
        int shortSide = Math.Min(kept.Width, kept.Height), side = shortSide;
        int left = (kept.Width - side) / 2, top = (kept.Height - side) / 2;
        bool mirror = false;
        if (varied)
        {
            side = Math.Clamp((int)Math.Round(shortSide * Math.Sqrt(options.LeastCrop + ((1 - options.LeastCrop) * random.NextDouble()))), 1, shortSide);
            left = random.Below(kept.Width - side + 1);
            top = random.Below(kept.Height - side + 1);
            mirror = options.Mirror && random.Below(2) == 1;
        }

        float[] crop = kept.Crop(left, top, side, mirror);
        float[] sized = side == options.Side ? crop : ImageResize.Planar(crop, 3, side, side, options.Side, options.Side, Resampling.Linear);
        sized.CopyTo(target);
        if (varied && options.Jitter > 0) Vary(target, random);
    }

    // x becomes contrast · (x - 0.5) + 0.5 + shift of the colour, clipped.
    private void Vary(Span<float> target, RandomStream random)
    {
        float contrast = (float)(1 + Within(ref random)), brightness = (float)Within(ref random);
        int plane = target.Length / 3;
        for (int c = 0; c < 3; c++)
        {
            float shift = brightness + (float)Within(ref random) + (0.5f * (1 - contrast));
            foreach (ref float value in target.Slice(c * plane, plane)) value = Math.Clamp((contrast * value) + shift, 0f, 1f);
        }
    }

    private double Within(ref RandomStream random) => options.Jitter * ((2 * random.NextDouble()) - 1);

    private static Kept Keep(string file, PictureSampleOptions options)
    {
        Image image = ImageFile.Load(file);
        Image inside = options.CutMargins ? DarkBorders.Trim(image) : image;
        double scale = 1.25 * options.Side / Math.Min(inside.Width, inside.Height);
        if (scale < 1) inside = ImageResize.Resize(inside, Math.Max(1, (int)Math.Round(inside.Width * scale)), Math.Max(1, (int)Math.Round(inside.Height * scale)));
        byte[] bytes = Array.ConvertAll(inside.Planar, value => (byte)((Math.Clamp(value, 0, 1) * 255) + 0.5f));
        return new Kept(inside.Width, inside.Height, bytes);
    }

    // A decoded picture, planar RGB, a byte a sample.
    private sealed record Kept(int Width, int Height, byte[] Bytes)
    {
        public float[] Crop(int left, int top, int side, bool mirror)
        {
            float[] crop = new float[3 * side * side];
            int at = 0;
            for (int c = 0; c < 3; c++)
            {
                for (int y = 0; y < side; y++)
                {
                    ReadOnlySpan<byte> row = Bytes.AsSpan((((c * Height) + top + y) * Width) + left, side);
                    if (mirror) for (int x = side - 1; x >= 0; x--) crop[at++] = row[x] / 255f;
                    else for (int x = 0; x < side; x++) crop[at++] = row[x] / 255f;
                }
            }

            return crop;
        }
    }
}
