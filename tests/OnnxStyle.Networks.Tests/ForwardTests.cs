using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Networks.Tests;

/// <summary>The graph, run by ONNX Runtime in float32, against plain loops in double.</summary>
public sealed class ForwardTests
{
    // float32 sums of up to 9 * 128 products, several layers deep; relative to the layer's largest value.
    private const double Tolerance = 2e-5;
    private static readonly VggArchitecture Small = VggArchitecture.Uniform([2, 1, 2], [4, 6, 5]);

    private static readonly VggArchitecture Split = new(
        [[4, 5], [6], [5, 8]],
        new Dictionary<string, VggFactors> { ["conv1_1"] = new(0, 2), ["conv1_2"] = new(3, 2), ["conv2_1"] = new(0, 7), ["conv3_2"] = new(1, 1) });

    public static TheoryData<string> Architectures => ["small", "split"];

    [Theory]
    [InlineData(Pooling.Average, 1, FirstPadding.Zero, 16, 16)]
    [InlineData(Pooling.Average, 2, FirstPadding.Replicate, 17, 22)]
    [InlineData(Pooling.Max, 1, FirstPadding.Zero, 21, 13)]
    [InlineData(Pooling.L2, 0.78f, FirstPadding.Replicate, 9, 30)]
    public void Every_layer_is_what_the_definition_says(Pooling pooling, float rescale, FirstPadding padding, int height, int width)
    {
        Encoder encoder = Encoder.FromWeights(Networks.Seeded(Small, 17), "small");
        NetworkOptions options = new() { Pooling = pooling, PoolRescale = rescale, FirstPadding = padding };
        Compare(encoder, height, width, "pool3", options);
        Compare(Encoder.FromWeights(Networks.Seeded(Split, 19), "split"), height, width, "pool3", options);
    }

    [Theory]
    [InlineData(16, 16)]
    [InlineData(20, 17)]
    public void Vgg_19_is_what_the_definition_says(int height, int width) =>
        Compare(Encoder.Open(Networks.Vgg19()), height, width, "relu2_1", new NetworkOptions());

    [Fact]
    public void The_embedded_encoder_is_what_the_definition_says() => Compare(Encoder.Embedded(), 35, 32, "pool5", new NetworkOptions());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_exported_graph_is_read_back_and_gives_the_same(bool split)
    {
        Dictionary<string, VggFactors> factors = new() { ["conv1_2"] = new(3, 2), ["conv5_1"] = new(0, 3) };
        Encoder encoder = Encoder.FromWeights(Networks.Seeded(new([[4, 4], [5, 5], [6, 6, 6, 6], [7, 7, 7, 7], [8, 8, 8, 8]], split ? factors : null), 2), "narrow");
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".onnx");
        try
        {
            OnnxWriter.Save(EncoderExport.ToGraph(encoder, 40, 33, ["relu1_1", "relu5_4"]), path);
            Encoder back = Encoder.FromWeights(WeightImport.Read(path), "back");
            Assert.Equal(encoder.Card.Architecture.ToString(), back.Card.Architecture.ToString());
            Assert.Equal(encoder.Card.Preprocessing.Scale, back.Card.Preprocessing.Scale);
            foreach ((VggLayer layer, int inputs) in encoder.Card.Architecture.Convolutions())
                foreach ((string kind, _) in VggArchitecture.Parameters(layer, inputs))
                    Assert.True(encoder.Parameter(layer.Name, kind).Span.SequenceEqual(back.Parameter(layer.Name, kind).Span), $"{layer.Name}.{kind}");
            Tensor<float> image = Networks.Picture(8, 40, 33), found = new(new Shape(1, 8, 2, 2));
            using Session session = Session.Load(path);
            session.BindInput("image", image);
            session.BindOutput("relu5_4", found);
            session.BindOutput("relu1_1", new Tensor<float>(new Shape(1, 4, 40, 33)));
            session.Run();
            AssertNear(Loops.Run(encoder, image, "relu5_4", new NetworkOptions())["relu5_4"], found.Span, "relu5_4");
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void A_graph_without_weights_takes_them_as_inputs(string name)
    {
        Encoder encoder = Encoder.FromWeights(Networks.Seeded(name == "small" ? Small : Split, 17), name);
        Tensor<float> image = Networks.Picture(8, 11, 18);
        using Session session = Session.Create(EncoderExport.ToGraphWithoutWeights(name, encoder.Card.Architecture, encoder.Card.Preprocessing, 11, 18));
        session.BindInput("image", image);
        foreach ((VggLayer layer, int inputs) in encoder.Card.Architecture.Convolutions())
            foreach ((string kind, _) in VggArchitecture.Parameters(layer, inputs)) session.BindInput($"{layer.Name}.{kind}", encoder.Parameter(layer.Name, kind));

        Dictionary<string, Tensor<float>> found = Bind(session);
        session.Run();
        Dictionary<string, double[]> expected = Loops.Run(encoder, image, "pool3", new NetworkOptions());
        Assert.Equal(encoder.Layers.Order(), found.Keys.Order());
        foreach (string layer in encoder.Layers) AssertNear(expected[layer], found[layer].Span, layer);
    }

    [Theory]
    [MemberData(nameof(Architectures))]
    public void Normalised_filters_have_the_mean_activation_1_and_compute_the_same(string name)
    {
        Encoder encoder = Encoder.FromWeights(Networks.Seeded(name == "small" ? Small : Split, 17), name);
        Tensor<float>[] pictures = [Networks.Picture(1, 16, 20), Networks.Picture(2, 16, 20), Networks.Picture(3, 13, 9)];
        Encoder normalised = Encoder.FromWeights(EncoderNormalization.Normalize(encoder, pictures), "normalised");
        Dictionary<string, double[]>[] runs = [.. pictures.Select(picture => Loops.Run(normalised, picture, "relu3_2", new NetworkOptions()))];
        Dictionary<string, double[]> plain = Loops.Run(encoder, pictures[0], "relu3_2", new NetworkOptions());
        foreach (VggLayer layer in encoder.Card.Architecture.Layers.Where(layer => layer.Kind == VggLayerKind.Relu))
        {
            for (int k = 0; k < layer.Channels; k++)
            {
                double[] values = [.. runs.SelectMany(run => Channel(run[layer.Name], layer.Channels, k))];
                if (values.Sum() == 0) continue; // A filter that never fires has no mean to scale.
                Assert.Equal(1, values.Average(), 1e-4);
                double[] before = [.. Channel(plain[layer.Name], layer.Channels, k)], after = [.. Channel(runs[0][layer.Name], layer.Channels, k)];
                double ratio = before.Sum() == 0 ? 0 : after.Sum() / before.Sum();
                for (int i = 0; i < before.Length; i++) Assert.Equal(ratio * before[i], after[i], 1e-4 * Math.Max(1, after.Max()));
            }
        }
    }

    private static IEnumerable<double> Channel(double[] values, int channels, int k) => values.Skip(k * (values.Length / channels)).Take(values.Length / channels);

    private static void Compare(Encoder encoder, int height, int width, string deepest, NetworkOptions options)
    {
        string[] layers = [.. encoder.Layers.Take(encoder.Card.Architecture.PositionOf(deepest) + 1)];
        Tensor<float> image = Networks.Picture(23, height, width);
        using Session session = Session.Create(EncoderExport.ToGraph(encoder, height, width, layers, options));
        session.BindInput("image", image);
        Dictionary<string, Tensor<float>> found = Bind(session);
        session.Run();
        Dictionary<string, double[]> expected = Loops.Run(encoder, image, deepest, options);
        foreach (string layer in layers)
        {
            (int h, int w) = encoder.SizeAt(layer, height, width);
            Assert.Equal(new Shape(1, encoder.Channels(layer), h, w), found[layer].Shape);
            AssertNear(expected[layer], found[layer].Span, layer);
        }
    }

    private static Dictionary<string, Tensor<float>> Bind(Session session)
    {
        Dictionary<string, Tensor<float>> found = [];
        foreach (SessionValue output in session.Outputs)
        {
            Tensor<float> tensor = new(new Shape([.. output.Dimensions]));
            session.BindOutput(output.Name, tensor);
            found.Add(output.Name, tensor);
        }

        return found;
    }

    private static void AssertNear(double[] expected, ReadOnlySpan<float> found, string layer)
    {
        Assert.Equal(expected.Length, found.Length);
        double largest = Math.Max(1, expected.Max(Math.Abs));
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - found[i]) <= Tolerance * largest, $"{layer}[{i}]: {expected[i]} in double, {found[i]} in the graph");
    }
}
