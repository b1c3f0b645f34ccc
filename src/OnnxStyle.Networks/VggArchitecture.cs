using System.Globalization;
using OnnxStyle.Tensors;

namespace OnnxStyle.Networks;

/// <summary>
/// The shape of a VGG network without its fully connected layers: blocks of 3x3 convolutions, each followed by a ReLU, each
/// block ended by a 2x2 pooling (Simonyan, Zisserman, ICLR 2015, table 1). Channels are data, so VGG-16, VGG-19 and the small
/// encoder are values of this one type.
/// </summary>
public sealed class VggArchitecture
{
    private readonly Dictionary<string, int> positions = [];

    /// <summary>Makes an architecture from the output channels of every convolution.</summary>
    /// <param name="channels">One list a block, one number a convolution; the input has three channels.</param>
    /// <exception cref="ArgumentException">There is no block, an empty block, or a channel count below 1.</exception>
    public VggArchitecture(IReadOnlyList<IReadOnlyList<int>> channels)
    {
        if (channels.Count == 0 || channels.Any(block => block.Count == 0 || block.Any(c => c < 1)))
            throw new ArgumentException("A VGG network has at least one block, and each convolution at least one channel.", nameof(channels));
        Blocks = channels.Select(block => (IReadOnlyList<int>)[.. block]).ToArray();
        List<VggLayer> layers = [];
        for (int b = 1; b <= Blocks.Count; b++)
        {
            IReadOnlyList<int> block = Blocks[b - 1];
            for (int i = 1; i <= block.Count; i++)
            {
                layers.Add(new VggLayer(string.Create(CultureInfo.InvariantCulture, $"conv{b}_{i}"), VggLayerKind.Convolution, b, i, block[i - 1]));
                layers.Add(new VggLayer(string.Create(CultureInfo.InvariantCulture, $"relu{b}_{i}"), VggLayerKind.Relu, b, i, block[i - 1]));
            }

            layers.Add(new VggLayer(string.Create(CultureInfo.InvariantCulture, $"pool{b}"), VggLayerKind.Pool, b, 0, block[^1]));
        }

        Layers = layers;
        for (int i = 0; i < layers.Count; i++) positions.Add(layers[i].Name, i);
    }

    /// <summary>VGG-19, configuration E: 2, 2, 4, 4, 4 convolutions of 64, 128, 256, 512, 512 channels.</summary>
    public static VggArchitecture Vgg19 { get; } = Uniform([2, 2, 4, 4, 4], [64, 128, 256, 512, 512]);

    /// <summary>VGG-16, configuration D: 2, 2, 3, 3, 3 convolutions of 64, 128, 256, 512, 512 channels.</summary>
    public static VggArchitecture Vgg16 { get; } = Uniform([2, 2, 3, 3, 3], [64, 128, 256, 512, 512]);

    /// <summary><c>vgg19</c> or <c>vgg16</c> where the channels are those of the paper's networks; else null.</summary>
    public string? CommonName => SameAs(Vgg19) ? "vgg19" : SameAs(Vgg16) ? "vgg16" : null;

    /// <summary>The output channels of every convolution, by block.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Blocks { get; }

    /// <summary>All layers in the order in which the image passes them: conv1_1, relu1_1, ..., pool1, conv2_1, ...</summary>
    public IReadOnlyList<VggLayer> Layers { get; }

    /// <summary>The number of weights and biases: 9 in out + out for each convolution. VGG-19: 20,024,384.</summary>
    public long ParameterCount => Convolutions().Sum(c => (9L * c.Inputs * c.Layer.Channels) + c.Layer.Channels);

    /// <summary>Whether another architecture has the same channels.</summary>
    public bool SameAs(VggArchitecture other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Blocks.Count == other.Blocks.Count && Blocks.Zip(other.Blocks).All(pair => pair.First.SequenceEqual(pair.Second));
    }

    /// <summary>An architecture whose blocks each have one width.</summary>
    /// <param name="convolutions">How many convolutions each block has.</param>
    /// <param name="channels">How many channels each block has.</param>
    public static VggArchitecture Uniform(IReadOnlyList<int> convolutions, IReadOnlyList<int> channels) =>
        new([.. convolutions.Zip(channels, (count, width) => (IReadOnlyList<int>)[.. Enumerable.Repeat(width, count)])]);

    /// <summary>The place of a layer in <see cref="Layers"/>, or -1 when there is no such layer.</summary>
    public int PositionOf(string layer) => positions.GetValueOrDefault(layer, -1);

    /// <summary>The layer of a name.</summary>
    /// <exception cref="UnknownLayerException">There is no such layer; the message lists those that there are.</exception>
    public VggLayer Layer(string layer) =>
        positions.TryGetValue(layer, out int position) ? Layers[position] : throw new UnknownLayerException(layer, [.. Layers.Select(l => l.Name)]);

    /// <summary>The convolutions in order, each with the number of channels that go in.</summary>
    public IEnumerable<(VggLayer Layer, int Inputs)> Convolutions()
    {
        int inputs = 3;
        foreach (VggLayer layer in Layers.Where(l => l.Kind == VggLayerKind.Convolution))
        {
            yield return (layer, inputs);
            inputs = layer.Channels;
        }
    }

    /// <summary>The size of a layer's output for an image of <paramref name="height"/> x <paramref name="width"/>; each pooling halves and rounds down.</summary>
    /// <exception cref="UnknownLayerException">There is no such layer.</exception>
    public (int Height, int Width) SizeAt(string layer, int height, int width)
    {
        int halvings = Layer(layer).Halvings;
        return (height >> halvings, width >> halvings);
    }

    /// <summary>The shortest side of an image for which a layer still has one position: 16 for conv5_1, 32 for pool5.</summary>
    /// <exception cref="UnknownLayerException">There is no such layer.</exception>
    public int MinimumSide(string layer) => 1 << Layer(layer).Halvings;

    /// <summary>The multiplications (with one addition each) of the convolutions up to and including a layer, for one image.</summary>
    /// <exception cref="UnknownLayerException">There is no such layer.</exception>
    public double MultiplyAdds(int height, int width, string deepestLayer)
    {
        _ = Layer(deepestLayer);
        double sum = 0;
        foreach ((VggLayer layer, int inputs) in Convolutions())
        {
            if (positions[layer.Name] > positions[deepestLayer]) break;
            (int h, int w) = SizeAt(layer.Name, height, width);
            sum += 9.0 * inputs * layer.Channels * h * w;
        }

        return sum;
    }

    /// <summary>The architecture that a set of convolution weights spells: shapes [out, in, 3, 3] in tensors <c>conv{b}_{i}.weight</c>.</summary>
    /// <param name="shapes">The weight shapes by tensor name; other names are ignored.</param>
    /// <param name="where">The file, for messages.</param>
    /// <exception cref="WeightFormatException">A convolution is missing in the row, is no 3x3 one, or does not fit the one before it.</exception>
    public static VggArchitecture FromWeights(IReadOnlyDictionary<string, Shape> shapes, string where)
    {
        List<IReadOnlyList<int>> blocks = [];
        long inputs = 3;
        int used = 0;
        for (int b = 1; ; b++)
        {
            List<int> block = [];
            for (int i = 1; shapes.TryGetValue($"conv{b}_{i}.weight", out Shape? shape); i++, used++)
            {
                if (shape.Rank != 4 || shape[1] != inputs || shape[2] != 3 || shape[3] != 3 || shape[0] < 1)
                    throw new WeightFormatException(where, $"conv{b}_{i}.weight is {shape}, but [out, {inputs}, 3, 3] fits the layer before it.");
                block.Add(checked((int)shape[0]));
                inputs = shape[0];
            }

            if (block.Count == 0) break;
            blocks.Add(block);
        }

        int all = shapes.Keys.Count(name => name.StartsWith("conv", StringComparison.Ordinal) && name.EndsWith(".weight", StringComparison.Ordinal));
        if (blocks.Count == 0) throw new WeightFormatException(where, "there is no tensor conv1_1.weight. Import other files with `onnxstyle model import FILE`.");
        if (all != used) throw new WeightFormatException(where, $"of {all} convolutions only {used} form a row from conv1_1 without a gap.");
        return new VggArchitecture(blocks);
    }

    /// <summary>The blocks in one line, such as <c>64x2 128x2 256x4 512x4 512x4</c>.</summary>
    public override string ToString() => string.Join(' ', Blocks.Select(b => b.Distinct().Count() == 1 ? $"{b[0]}x{b.Count}" : string.Join('+', b)));
}
