using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Networks.Tests;

public sealed class EncoderTests
{
    private static readonly VggArchitecture Small = VggArchitecture.Uniform([2, 1, 2], [4, 6, 5]);

    [Theory]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Float16)]
    public void Weights_that_are_not_finite_are_refused_when_they_are_opened(ElementType type)
    {
        WeightSet weights = Networks.Seeded(Encoder.Embedded().Card.Architecture, seed: 3, type);
        if (weights["conv2_1.weight"] is Tensor<float> single) single.Span[5] = float.NaN;
        else ((Tensor<Half>)weights["conv2_1.weight"]).Span[5] = Half.PositiveInfinity;
        Assert.Contains("'conv2_1.weight' holds a number that is not finite", Assert.Throws<WeightFormatException>(() => Encoder.FromWeights(weights, "bad")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_embedded_encoder_has_the_layers_and_strides_of_vgg_19()
    {
        Encoder encoder = Encoder.Embedded();
        Assert.Equal("encoder", encoder.Name);
        Assert.Equal(VggArchitecture.Vgg19.Layers.Select(layer => layer.Name), encoder.Layers);
        Assert.Equal(VggArchitecture.Vgg19.SizeAt("conv5_1", 97, 65), encoder.SizeAt("conv5_1", 97, 65));
        Assert.InRange(encoder.MultiplyAdds(256, 256, "conv5_1") / VggArchitecture.Vgg19.MultiplyAdds(256, 256, "conv5_1"), 0.01, 0.35);
        Assert.Same(encoder, Encoder.Open("encoder"));
        Assert.NotEmpty(encoder.Card.Licence);
        Assert.NotEmpty(encoder.Card.Origin);
    }

    [Fact]
    public void The_graph_ends_at_the_deepest_layer_asked_for()
    {
        Encoder encoder = Encoder.FromWeights(Networks.Seeded(Small, 1), "small");
        GraphBuilder graph = new();
        IReadOnlyDictionary<string, Value> found = encoder.Append(graph, graph.Input("image", new Shape(1, 3, 21, 34)), ["relu2_1", "conv1_2"]);
        Assert.Equal(["conv1_2", "relu2_1"], found.Keys.Order());
        Assert.Equal(new Shape(1, 4, 21, 34), found["conv1_2"].Shape);
        Assert.Equal(new Shape(1, 6, 10, 17), found["relu2_1"].Shape);
        Assert.Equal(3, graph.Nodes.Count(node => node.OpType == "Conv"));
        Assert.Equal(1, graph.Nodes.Count(node => node.OpType == "AveragePool"));
    }

    [Fact]
    public void Graphs_share_the_filters()
    {
        Encoder encoder = Encoder.FromWeights(Networks.Seeded(Small, 1, ElementType.Float16), "small");
        Value[] weights = new Value[3];
        for (int i = 0; i < weights.Length; i++)
        {
            GraphBuilder graph = new();
            encoder.Append(graph, graph.Input("image", new Shape(1, 3, 16 + i, 16)), ["conv1_1"]);
            encoder.Append(graph, graph.Input("other", new Shape(1, 3, 16 + i, 9)), ["conv1_1"]);
            Node[] convolutions = [.. graph.Nodes.Where(node => node.OpType == "Conv")];
            weights[i] = convolutions[0].Inputs[1]!;
            Assert.Same(weights[i], convolutions[1].Inputs[1]);
        }

        Assert.Equal(ElementType.Float32, weights[0].ElementType);
        Assert.Same(weights[0].Constant, weights[2].Constant);
    }

    [Fact]
    public void An_unknown_layer_is_an_error_that_lists_the_layers()
    {
        Encoder encoder = Encoder.FromWeights(Networks.Seeded(Small, 1), "small");
        GraphBuilder graph = new();
        UnknownLayerException error = Assert.Throws<UnknownLayerException>(
            () => encoder.Append(graph, graph.Input("image", new Shape(1, 3, 16, 16)), ["conv1_1", "relu7_1"]));
        Assert.Contains("conv3_2", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 20, "relu3_1")]
    [InlineData(20, 3, "relu3_1")]
    [InlineData(8, 7, "pool3")]
    public void An_image_too_small_for_a_layer_is_an_error(int height, int width, string layer)
    {
        Encoder encoder = Encoder.FromWeights(Networks.Seeded(Small, 1), "small");
        GraphBuilder graph = new();
        ShapeException error = Assert.Throws<ShapeException>(() => encoder.Append(graph, graph.Input("image", new Shape(1, 3, height, width)), [layer]));
        Assert.Contains($"{encoder.MinimumSide(layer)} x {encoder.MinimumSide(layer)}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_model_says_how_to_get_it()
    {
        string folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        ModelMissingException error = Assert.Throws<ModelMissingException>(() => Encoder.Open("vgg19", folder));
        Assert.Contains("onnxstyle model get vgg19", error.Message, StringComparison.Ordinal);
        Assert.Contains(folder, error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ModelMissingException>(() => Encoder.Open("vgg99", folder));
        Assert.Contains("onnxstyle model list", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_bad_options_are_named_at_once()
    {
        NetworkOptions options = new() { Pooling = (Pooling)9, PoolRescale = float.NaN };
        Assert.Equal(2, Assert.Throws<OptionsException>(options.Validate).Problems.Count);
    }

    [Fact]
    public void Vgg_19_has_its_published_parameters()
    {
        Encoder encoder = Encoder.Open(Networks.Vgg19());
        Assert.Equal(20_024_384, encoder.ParameterCount);
        Assert.Equal([123.68f, 116.779f, 103.939f], encoder.Card.Preprocessing.Mean);
        Assert.Equal(1, encoder.Card.Preprocessing.Scale);
    }
}
