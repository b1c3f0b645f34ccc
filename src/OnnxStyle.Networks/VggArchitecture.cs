using System.Globalization;
using OnnxStyle.Tensors;

namespace OnnxStyle.Networks;

/// <summary>
/// The shape of a VGG network without its fully connected layers: blocks of 3x3 convolutions, each followed by a ReLU, each
/// block ended by a 2x2 pooling (Simonyan, Zisserman, ICLR 2015, table 1). Channels are data, and so is how a convolution is split into
/// thinner ones, so VGG-16, VGG-19 and the small encoder are values of this one type.
/// </summary>
public sealed class VggArchitecture
{
    private readonly Dictionary<string, int> positions = [];

    /// <summary>Makes an architecture from the output channels of every convolution.</summary>
    /// <param name="channels">One list a block, one number a convolution; the input has three channels.</param>
    /// <param name="factors">The convolutions that are split, by name; null for none.</param>
    /// <exception cref="ArgumentException">There is no block, an empty block, a channel count below 1, or a split convolution that does not exist.</exception>
    public VggArchitecture(IReadOnlyList<IReadOnlyList<int>> channels, IReadOnlyDictionary<string, VggFactors>? factors = null)
    {
        if (channels.Count == 0 || channels.Any(block => block.Count == 0 || block.Any(c => c < 1)))
            throw new ArgumentException("A VGG network has at least one block, and each convolution at least one channel.", nameof(channels));
        if (factors is not null && factors.Values.Any(f => f.Reduced < 0 || f.Filters < 1))
            throw new ArgumentException("A split convolution has at least one 3x3 filter.", nameof(factors));
        Blocks = channels.Select(block => (IReadOnlyList<int>)[.. block]).ToArray();
        List<VggLayer> layers = [];
        for (int b = 1; b <= Blocks.Count; b++)
        {
            IReadOnlyList<int> block = Blocks[b - 1];
            for (int i = 1; i <= block.Count; i++)
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"conv{b}_{i}");
                layers.Add(new VggLayer(name, VggLayerKind.Convolution, b, i, block[i - 1], factors?.GetValueOrDefault(name)));
                layers.Add(new VggLayer(string.Create(CultureInfo.InvariantCulture, $"relu{b}_{i}"), VggLayerKind.Relu, b, i, block[i - 1]));
            }

            layers.Add(new VggLayer(string.Create(CultureInfo.InvariantCulture, $"pool{b}"), VggLayerKind.Pool, b, 0, block[^1]));
        }

        Layers = layers;
        for (int i = 0; i < layers.Count; i++) positions.Add(layers[i].Name, i);
        if (factors is not null && factors.Keys.FirstOrDefault(name => !positions.ContainsKey(name)) is string missing)
            throw new ArgumentException($"There is no convolution {missing} to split.", nameof(factors));
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

    /// <summary>The number of weights and biases: 9 in out + out for each convolution of one piece. VGG-19: 20,024,384.</summary>
    public long ParameterCount => Convolutions().Sum(c => Parameters(c.Layer, c.Inputs).Sum(p => p.Shape.ElementCount));

    /// <summary>Whether another architecture has the same channels, and splits the same convolutions in the same way.</summary>
    public bool SameAs(VggArchitecture other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Layers.SequenceEqual(other.Layers);
    }

    /// <summary>The tensors of one convolution in the order in which the image passes them: their kinds, as in <c>conv4_2.reduce</c>, and their shapes.</summary>
    /// <param name="layer">A convolution.</param>
    /// <param name="inputs">The channels that go in.</param>
    /// <returns>
    /// <c>weight</c> [out, in, 3, 3] and <c>bias</c> [out]; of a split convolution <c>reduce</c> [reduced, in, 1, 1] where there is one,
    /// <c>filter</c> [filters, reduced or in, 3, 3], <c>weight</c> [out, filters, 1, 1] and <c>bias</c> [out].
    /// </returns>
    public static IEnumerable<(string Kind, Shape Shape)> Parameters(VggLayer layer, int inputs)
    {
        ArgumentNullException.ThrowIfNull(layer);
        int side = 3;
        if (layer.Factors is VggFactors factors)
        {
            if (factors.Reduced > 0)
            {
                yield return ("reduce", new Shape(factors.Reduced, inputs, 1, 1));
                inputs = factors.Reduced;
            }

            yield return ("filter", new Shape(factors.Filters, inputs, 3, 3));
            (inputs, side) = (factors.Filters, 1);
        }

        yield return ("weight", new Shape(layer.Channels, inputs, side, side));
        yield return ("bias", new Shape(layer.Channels));
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
            foreach ((_, Shape shape) in Parameters(layer, inputs).Where(p => p.Shape.Rank == 4)) sum += (double)shape.ElementCount * h * w;
        }

        return sum;
    }

    /// <summary>The architecture that a set of convolution weights spells, see <see cref="Parameters"/>.</summary>
    /// <param name="shapes">The weight shapes by tensor name, such as <c>conv1_1.weight</c>; other names are ignored.</param>
    /// <param name="where">The file, for messages.</param>
    /// <exception cref="WeightFormatException">A convolution is missing in the row, is no 3x3 one, or does not fit the one before it.</exception>
    public static VggArchitecture FromWeights(IReadOnlyDictionary<string, Shape> shapes, string where)
    {
        List<IReadOnlyList<int>> blocks = [];
        Dictionary<string, VggFactors> factors = new(StringComparer.Ordinal);
        int inputs = 3, used = 0;
        for (int b = 1; ; b++)
        {
            List<int> block = [];
            for (int i = 1; shapes.TryGetValue($"conv{b}_{i}.weight", out Shape? shape); i++, used++)
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"conv{b}_{i}");
                VggFactors? split = shapes.TryGetValue($"{name}.filter", out Shape? filter)
                    ? new VggFactors(shapes.TryGetValue($"{name}.reduce", out Shape? reduce) ? Outputs(reduce, $"{name}.reduce", where) : 0, Outputs(filter, $"{name}.filter", where))
                    : null;
                VggLayer layer = new(name, VggLayerKind.Convolution, b, i, Outputs(shape, $"{name}.weight", where), split);
                foreach ((string kind, Shape expected) in Parameters(layer, inputs).Where(p => p.Kind != "bias"))
                {
                    Shape found = shapes[$"{name}.{kind}"];
                    if (!found.Equals(expected)) throw new WeightFormatException(where, $"{name}.{kind} is {found}, but {expected} fits the layer before it.");
                }

                if (split is not null) factors.Add(name, split);
                block.Add(layer.Channels);
                inputs = layer.Channels;
            }

            if (block.Count == 0) break;
            blocks.Add(block);
        }

        int all = shapes.Keys.Count(name => name.StartsWith("conv", StringComparison.Ordinal) && name.EndsWith(".weight", StringComparison.Ordinal));
        if (blocks.Count == 0) throw new WeightFormatException(where, "there is no tensor conv1_1.weight. Import other files with `onnxstyle model import FILE`.");
        if (all != used) throw new WeightFormatException(where, $"of {all} convolutions only {used} form a row from conv1_1 without a gap.");
        return new VggArchitecture(blocks, factors);
    }

    private static int Outputs(Shape shape, string name, string where) =>
        shape.Rank == 4 && shape[0] is >= 1 and <= int.MaxValue ? (int)shape[0] : throw new WeightFormatException(where, $"{name} is {shape}, where filters [out, in, height, width] were expected.");

    /// <summary>The blocks in one line, such as <c>64x2 128x2 256x4 512x4 512x4</c>; split convolutions as <c>256(64:96)</c>, reduced channels and filters.</summary>
    public override string ToString() =>
        string.Join(' ', Layers.Where(l => l.Kind == VggLayerKind.Convolution).GroupBy(l => l.Block).Select(block =>
        {
            string[] parts = [.. block.Select(Width)];
            return parts.Distinct().Count() == 1 ? $"{parts[0]}x{parts.Length}" : string.Join('+', parts);
        }));

    private static string Width(VggLayer layer) =>
        layer.Factors is VggFactors f ? string.Create(CultureInfo.InvariantCulture, $"{layer.Channels}({f.Reduced}:{f.Filters})") : layer.Channels.ToString(CultureInfo.InvariantCulture);
}
