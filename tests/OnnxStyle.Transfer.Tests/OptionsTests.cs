using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer.Tests;

/// <summary>Options as records and as JSON.</summary>
public sealed class OptionsTests
{
    [Fact]
    public void Options_survive_JSON()
    {
        StylizeOptions options = new()
        {
            Engine = new EngineOptions { Encoder = "vgg19", ProviderOptions = new Dictionary<string, string> { ["device_id"] = "1" } },
            StyleLayers = LayerWeight.ParseList("conv1_1=0.25,relu3_1"),
            StyleWeights = [0.1, 3],
            ContentWeight = 1e-3,
            Optimizer = new OptimizerChoice { Kind = OptimizerKind.Adam, LearningRate = 0.1 / 3 },
            Color = ColorControl.MatchMonge,
            AreaSide = 300,
        };
        StylizeOptions read = StylizeOptions.FromJson(options.ToJson());
        Assert.Equal(options.ToJson(), read.ToJson());
        Assert.Equal(options.Optimizer, read.Optimizer);
        Assert.Equal(options.StyleLayers, read.StyleLayers);
    }

    [Fact]
    public void What_JSON_does_not_name_keeps_its_default()
    {
        StylizeOptions read = StylizeOptions.FromJson("""{ "longSide": 99, "optimizer": { "history": 3 } }""");
        Assert.Equal((new StylizeOptions() with { LongSide = 99, Optimizer = new OptimizerChoice { History = 3 } }).ToJson(), read.ToJson());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[1]")]
    [InlineData("{ \"longside\": 3 }")]
    [InlineData("{ \"longSide\": \"wide\" }")]
    [InlineData("{ \"optimizer\": { \"kind\": \"Magic\" } }")]
    [InlineData("{ \"optimizer\": null }")]
    public void Bad_JSON_is_one_sentence(string json) => Assert.Throws<OptionsException>(() => StylizeOptions.FromJson(json));

    [Fact]
    public void Every_problem_is_listed()
    {
        StylizeOptions options = new() { LongSide = 1, Iterations = 0, StyleScale = 100, Optimizer = new OptimizerChoice { History = 0 }, StyleLayers = [new("relu1_1"), new("relu1_1", -1)] };
        OptionsException error = Assert.Throws<OptionsException>(options.Validate);
        Assert.Equal(6, error.Problems.Count);
    }

    [Fact]
    public void Defaults_are_valid()
    {
        new StylizeOptions().Validate();
        new ReconstructOptions().Validate();
        new TextureOptions().Validate();
        new ScoreOptions().Validate();
        new FigureOptions().Validate();
    }

    [Fact]
    public void Normalised_gradients_refuse_a_line_search() =>
        Assert.Throws<OptionsException>(() => (new StylizeOptions { NormalizeGradients = true, Optimizer = new OptimizerChoice { StrongWolfe = true } }).Validate());

    [Theory]
    [InlineData("relu1_1", 1)]
    [InlineData("relu1_1, relu2_1=0.5", 2)]
    public void Layers_are_read_from_text(string text, int count)
    {
        IReadOnlyList<LayerWeight> layers = LayerWeight.ParseList(text);
        Assert.Equal(count, layers.Count);
        Assert.Equal(layers, LayerWeight.ParseList(string.Join(',', layers)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a,,b")]
    [InlineData("a=x")]
    [InlineData("a=1=2")]
    [InlineData("a,a")]
    [InlineData("a=-1")]
    [InlineData("a=nan")]
    public void Bad_layer_lists_are_refused(string text) => Assert.Throws<OptionsException>(() => LayerWeight.ParseList(text));
}
