using System.Globalization;
using OnnxStyle.Imaging;
using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>Looks at what an autoencoder has learnt: codes of all samples, restored pictures, neighbours.</summary>
public sealed class AutoencoderJudge
{
    private const int Steps = 8;
    private readonly PictureSamples samples;
    private readonly DataSplit split;
    private readonly IReadOnlyList<string> labels;
    private readonly List<float[]> codes = [];
    private readonly List<float[]> histograms = [];
    private readonly List<(Image Picture, Image Restored, double Error)> shown = [];

    /// <summary>Runs the network over every sample, as it is.</summary>
    /// <param name="model">The trained network.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="labels">The label of each sample; empty: none.</param>
    /// <param name="split">Which samples were held out.</param>
    /// <param name="pictures">How many held-out pictures are kept for the sheet; training pictures where none are held out.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public AutoencoderJudge(AutoencoderModel model, PictureSamples samples, IReadOnlyList<string> labels, DataSplit split, int pictures = 8, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(split);
        this.samples = samples;
        this.split = split;
        this.labels = labels;
        IReadOnlyList<int> candidates = split.HeldOut.Count > 0 ? split.HeldOut : split.Training;
        HashSet<int> wanted = [.. Enumerable.Range(0, Math.Min(pictures, candidates.Count)).Select(i => candidates[(int)((long)i * candidates.Count / Math.Min(pictures, candidates.Count))])];
        double spread = 0;
        for (int i = 0; i < samples.Count; i++)
        {
            samples.Write(i, varied: false, default, model.Picture.Span);
            model.Run(cancellationToken);
            codes.Add(model.Code.ToArray());
            histograms.Add(Histogram(model.Picture.Span));
            if (split.HeldOut.Contains(i)) spread += Spread(model.Picture.Span);
            if (wanted.Contains(i)) shown.Add((Image.FromTensor(model.Picture), Image.FromTensor(model.Restored), Error(model.Picture.Span, model.Restored.Span)));
        }

        MeanColourError = split.HeldOut.Count == 0 ? null : spread / split.HeldOut.Count;
    }

    /// <summary>The error of held-out pictures when each is restored as its mean colour.</summary>
    public double? MeanColourError { get; }

    /// <summary>The codes of the samples that were trained on.</summary>
    public IReadOnlyList<float[]> TrainingCodes => [.. split.Training.Select(i => codes[i])];

    /// <summary>How often the neighbours of held-out pictures among all share their label, by the standardised code and by the histogram of colours.</summary>
    /// <param name="neighbours">How many neighbours.</param>
    public (double? Code, double? Histogram) Agreement(int neighbours = 5)
    {
        float[][] standard = Standardised();
        return (NeighbourAgreement.Of(standard, labels, split.HeldOut, neighbours), NeighbourAgreement.Of(histograms, labels, split.HeldOut, neighbours));
    }

    /// <summary>Pictures above, what the network restores of them below, with the error of each.</summary>
    public Image Sheet()
    {
        ContactSheet sheet = new() { Title = $"{(split.HeldOut.Count > 0 ? "Held-out" : "Training")} pictures and what the autoencoder restores" };
        sheet.RowHeaders.Add("picture");
        sheet.RowHeaders.Add("restored");
        for (int column = 0; column < shown.Count; column++)
        {
            sheet.Put(0, column, shown[column].Picture);
            sheet.Put(1, column, shown[column].Restored, string.Create(CultureInfo.InvariantCulture, $"error {shown[column].Error:F4}"));
        }

        return sheet.Render();
    }

    private float[][] Standardised()
    {
        IReadOnlyList<float[]> training = TrainingCodes;
        float[][] result = [.. codes.Select(code => (float[])code.Clone())];
        for (int k = 0; k < codes[0].Length; k++)
        {
            double mean = training.Average(c => (double)c[k]), deviation = Math.Sqrt(training.Average(c => (c[k] - mean) * (c[k] - mean)));
            foreach (float[] code in result) code[k] = (float)((code[k] - mean) / Math.Max(deviation, 1e-6));
        }

        return result;
    }

    private static double Error(ReadOnlySpan<float> picture, ReadOnlySpan<float> restored)
    {
        double sum = 0;
        for (int i = 0; i < picture.Length; i++) sum += (picture[i] - restored[i]) * (double)(picture[i] - restored[i]);
        return sum / picture.Length;
    }

    private static double Spread(ReadOnlySpan<float> picture)
    {
        double sum = 0;
        int plane = picture.Length / 3;
        for (int c = 0; c < 3; c++)
        {
            double mean = 0;
            foreach (float value in picture.Slice(c * plane, plane)) mean += value;
            mean /= plane;
            foreach (float value in picture.Slice(c * plane, plane)) sum += (value - mean) * (value - mean);
        }

        return sum / picture.Length;
    }

    private static float[] Histogram(ReadOnlySpan<float> picture)
    {
        float[] counts = new float[Steps * Steps * Steps];
        int plane = picture.Length / 3;
        for (int i = 0; i < plane; i++) counts[(((Step(picture[i]) * Steps) + Step(picture[i + plane])) * Steps) + Step(picture[i + (2 * plane)])]++;
        return Array.ConvertAll(counts, count => MathF.Sqrt(count / plane));
    }

    private static int Step(float value) => Math.Clamp((int)(value * Steps), 0, Steps - 1);
}
