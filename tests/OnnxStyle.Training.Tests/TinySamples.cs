using OnnxStyle.Tensors;

namespace OnnxStyle.Training.Tests;

/// <summary>Samples for <see cref="TinyTask"/> from a formula; a varied one has noise from its stream.</summary>
internal sealed class TinySamples(int count, string fingerprint = "tiny") : ISampleSource
{
    public int Count => count;

    public string Fingerprint => fingerprint;

    public void Load(int sample, bool varied, RandomStream random, IReadOnlyList<Tensor> batch, int place)
    {
        Span<float> x = ((Tensor<float>)batch[0]).Span.Slice(place * 2 * TinyTask.Side * TinyTask.Side, 2 * TinyTask.Side * TinyTask.Side);
        for (int i = 0; i < x.Length; i++) x[i] = MathF.Sin((sample * 0.7f) + (i * 0.31f)) + (varied ? 0.1f * (float)random.NextNormal() : 0);
        Span<float> y = ((Tensor<float>)batch[1]).Span.Slice(place * 2, 2);
        (y[0], y[1]) = (MathF.Sin(sample * 0.7f), MathF.Cos(sample * 0.7f));
    }
}
