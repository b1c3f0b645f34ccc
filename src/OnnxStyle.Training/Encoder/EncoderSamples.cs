using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>
/// What an encoder is shown in training: crops of pictures, textures of the program's own, and what an optimisation sees half-way: two pictures that
/// shine through each other, and noise on any of them.
/// </summary>
/// <param name="pictures">The pictures; their sides are those of the samples.</param>
/// <param name="side">Pixels of a sample's sides.</param>
/// <param name="painted">What an optimisation made of pictures: 4 samples of 10 are crops of these. Null: none.</param>
public sealed class EncoderSamples(PictureSamples pictures, int side, PaintedPictures? painted = null) : ISampleSource
{
    private const double PaintedShare = 0.4, TextureShare = 0.1, BlendShare = 0.12, NoiseShare = 0.3, MostNoise = 0.12;

    /// <inheritdoc/>
    public int Count => pictures.Count;

    /// <inheritdoc/>
    public string Fingerprint => painted is null ? pictures.Fingerprint : $"{pictures.Fingerprint} {painted.Fingerprint}";

    /// <inheritdoc/>
    public void Load(int sample, bool varied, RandomStream random, IReadOnlyList<Tensor> batch, int place)
    {
        ArgumentNullException.ThrowIfNull(batch);
        int count = 3 * side * side;
        Span<float> target = ((Tensor<float>)batch[0]).Span.Slice(place * count, count);
        if (!varied) pictures.Write(sample, varied: false, random, target);
        else Write(sample, random, target);
    }

    /// <summary>Writes a varied sample.</summary>
    /// <param name="sample">The picture, from 0.</param>
    /// <param name="random">What decides how it is varied.</param>
    /// <param name="target">[3, side, side], RGB in 0..1.</param>
    public void Write(int sample, RandomStream random, Span<float> target)
    {
        if (painted is { Count: > 0 } && random.NextDouble() < PaintedShare)
        {
            painted.Write(random, side, target);
            return;
        }

        double draw = random.NextDouble(), noise = random.NextDouble() < NoiseShare ? MostNoise * random.NextDouble() : 0;
        float share = (float)random.NextDouble();
        int second = random.Below(pictures.Count);
        RandomStream inner = new(random.Next()), other = new(random.Next());
        if (draw < TextureShare) ProceduralTexture.Write(inner, side, target);
        else pictures.Write(sample, varied: true, inner, target);
        if (draw is >= TextureShare and < TextureShare + BlendShare)
        {
            float[] through = new float[target.Length];
            pictures.Write(second, varied: true, other, through);
            for (int i = 0; i < through.Length; i++) target[i] += share * (through[i] - target[i]);
        }

        if (noise > 0)
            foreach (ref float value in target) value = Math.Clamp(value + (float)(noise * random.NextNormal()), 0f, 1f);
    }
}
