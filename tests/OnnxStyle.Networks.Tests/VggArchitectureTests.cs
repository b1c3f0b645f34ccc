using OnnxStyle.Tensors;

namespace OnnxStyle.Networks.Tests;

public sealed class VggArchitectureTests
{
    [Fact]
    public void The_papers_networks_are_known_by_name_and_no_others()
    {
        Assert.Equal("vgg19", VggArchitecture.Uniform([2, 2, 4, 4, 4], [64, 128, 256, 512, 512]).CommonName);
        Assert.Equal("vgg16", VggArchitecture.Vgg16.CommonName);
        Assert.Null(VggArchitecture.Uniform([2, 2, 4, 4, 4], [64, 128, 256, 512, 511]).CommonName);
        Assert.Null(VggArchitecture.Uniform([2, 2, 4, 4], [64, 128, 256, 512]).CommonName);
    }

    [Fact]
    public void The_parameters_of_vgg_19_are_those_published() => Assert.Equal(20_024_384, VggArchitecture.Vgg19.ParameterCount);

    [Fact]
    public void The_parameters_of_vgg_16_are_those_published() => Assert.Equal(14_714_688, VggArchitecture.Vgg16.ParameterCount);

    [Fact]
    public void Layers_stand_in_the_order_of_the_network()
    {
        string[] names = [.. VggArchitecture.Vgg19.Layers.Select(layer => layer.Name)];
        Assert.Equal(37, names.Length);
        Assert.Equal(["conv1_1", "relu1_1", "conv1_2", "relu1_2", "pool1", "conv2_1"], names[..6]);
        Assert.Equal("pool5", names[^1]);
    }

    [Theory]
    [InlineData("conv1_1", 1, 64, 225, 301)]
    [InlineData("pool1", 2, 64, 112, 150)]
    [InlineData("relu3_4", 4, 256, 56, 75)]
    [InlineData("conv4_2", 8, 512, 28, 37)]
    [InlineData("relu5_1", 16, 512, 14, 18)]
    [InlineData("pool5", 32, 512, 7, 9)]
    public void Sizes_halve_and_round_down_at_each_pooling(string layer, int minimum, int channels, int height, int width)
    {
        VggArchitecture vgg = VggArchitecture.Vgg19;
        Assert.Equal((height, width), vgg.SizeAt(layer, 225, 301));
        Assert.Equal(minimum, vgg.MinimumSide(layer));
        Assert.Equal(channels, vgg.Layer(layer).Channels);
    }

    [Fact]
    public void Multiply_adds_to_conv5_1_at_512_are_half_of_the_189_gflop_of_the_reference() =>
        Assert.Equal(189e9 / 2, VggArchitecture.Vgg19.MultiplyAdds(512, 512, "conv5_1"), 1e9);

    [Fact]
    public void An_unknown_layer_is_answered_with_those_that_exist()
    {
        UnknownLayerException error = Assert.Throws<UnknownLayerException>(() => VggArchitecture.Vgg19.Layer("conv3_5"));
        Assert.Contains("conv3_4", error.Message, StringComparison.Ordinal);
        Assert.Equal("conv3_5", error.Layer);
    }

    [Fact]
    public void Weights_spell_their_architecture()
    {
        Dictionary<string, Shape> shapes = [];
        foreach ((VggLayer layer, int inputs) in VggArchitecture.Vgg16.Convolutions()) shapes.Add($"{layer.Name}.weight", new Shape(layer.Channels, inputs, 3, 3));
        Assert.Equal(VggArchitecture.Vgg16.ToString(), VggArchitecture.FromWeights(shapes, "x").ToString());
    }

    [Theory]
    [InlineData("conv2_1.weight", "2 form a row")]
    [InlineData("conv1_1.weight", "conv1_1.weight")]
    public void A_gap_in_the_weights_is_an_error(string missing, string said)
    {
        Dictionary<string, Shape> shapes = [];
        foreach ((VggLayer layer, int inputs) in VggArchitecture.Vgg16.Convolutions()) shapes.Add($"{layer.Name}.weight", new Shape(layer.Channels, inputs, 3, 3));
        shapes.Remove(missing);
        WeightFormatException error = Assert.Throws<WeightFormatException>(() => VggArchitecture.FromWeights(shapes, "x"));
        Assert.Contains(said, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Split_convolutions_are_spelt_by_their_weights_and_counted()
    {
        VggArchitecture split = new([[8], [6, 6]], new Dictionary<string, VggFactors> { ["conv2_1"] = new(0, 3), ["conv2_2"] = new(2, 4) });
        Dictionary<string, Shape> shapes = [];
        foreach ((VggLayer layer, int inputs) in split.Convolutions())
            foreach ((string kind, Shape shape) in VggArchitecture.Parameters(layer, inputs)) shapes.Add($"{layer.Name}.{kind}", shape);
        Assert.Equal("8x1 6(0:3)+6(2:4)", split.ToString());
        Assert.True(split.SameAs(VggArchitecture.FromWeights(shapes, "x")));
        Assert.False(split.SameAs(new VggArchitecture([[8], [6, 6]])));
        long plain = (8 * 27) + 8, first = (9 * 8 * 3) + (3 * 6) + 6, second = (6 * 2) + (9 * 2 * 4) + (4 * 6) + 6;
        Assert.Equal(plain + first + second, split.ParameterCount);
        Assert.Equal(((plain - 8) * 4) + (first - 6) + (second - 6), split.MultiplyAdds(2, 2, "conv2_2"));
        shapes["conv2_2.filter"] = new Shape(4, 6, 3, 3);
        Assert.Contains("conv2_2.filter", Assert.Throws<WeightFormatException>(() => VggArchitecture.FromWeights(shapes, "x")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new VggArchitecture([[8]], new Dictionary<string, VggFactors> { ["conv2_1"] = new(0, 3) }));
    }

    [Theory]
    [InlineData("conv42", "conv4_2")]
    [InlineData("Relu3-1", "relu3_1")]
    public void A_layer_in_another_spelling_is_named(string typed, string meant) =>
        Assert.Contains($"Did you mean {meant}?", Assert.Throws<UnknownLayerException>(() => VggArchitecture.Vgg19.Layer(typed)).Message, StringComparison.Ordinal);
}
