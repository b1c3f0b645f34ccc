using System.CommandLine;
using OnnxStyle.Cli.Commands;
using OnnxStyle.Cli.Parsing;
using OnnxStyle.Networks;
using OnnxStyle.Tensors;
using OnnxStyle.Transfer;

namespace OnnxStyle.Cli.Tests;

/// <summary>Words to requests, without opening anything.</summary>
public sealed class ParseTests
{
    public static TheoryData<string, object, object?> Rows()
    {
        TheoryData<string, object, object?> rows = [];
        void Row(string words, Func<StylizeRequest, object?> read, object? expected) => rows.Add(words, read, expected);
        Row("", r => r.Output, "painting.png");
        Row("-o x.jpg", r => r.Output, "x.jpg");
        Row("--bit-depth 16", r => r.BitDepth, 16);
        Row("", r => r.Options.LongSide, 512);
        Row("--size 300", r => r.Options.LongSide, 300);
        Row("--size 300+", r => r.Options.AreaSide, 300);
        Row("--size native", r => r.Size?.ToString(), "native");
        Row("--size 64x48", r => r.Size?.ToString(), "64x48");
        Row("--preset quick", r => r.Options.LongSide, 256);
        Row("--preset quick --size 99", r => r.Options.LongSide, 99);
        Row("--preset gatys", r => r.Options.Pyramid, false);
        Row("--scales none", r => r.Options.Pyramid, false);
        Row("--scales 3", r => r.Scales, 3);
        Row("--scales auto", r => r.Scales, null);
        Row("--iterations 7", r => r.Options.Iterations, 7);
        Row("--later-iterations 7", r => r.Options.LaterIterations, 7);
        Row("--content-layers conv4_2=1,conv3_1=0.5", r => string.Join(';', r.Options.ContentLayers), "conv4_2;conv3_1=0.5");
        Row("--content-layers none", r => r.Options.ContentLayers.Count, 0);
        Row("--style-layers relu1_1", r => string.Join(';', r.Options.StyleLayers), "relu1_1");
        Row("--content-weight 2.5", r => r.Options.ContentWeight, 2.5);
        Row("--style-weight 1e3", r => r.Options.StyleWeight, 1e3);
        Row("--convention gatys-code", r => r.Options.Convention, LossConvention.GatysCode);
        Row("--convention PAPER", r => r.Options.Convention, LossConvention.Paper);
        Row("--style-loss wasserstein", r => r.Options.StyleLoss, StyleLossKind.Wasserstein);
        Row("--style-weights 2,1", r => r.Options.StyleWeights![0], 2.0);
        Row("--style-scale 0.5", r => r.Options.StyleScale, 0.5);
        Row("--style-size 333", r => r.Options.StyleSize, 333);
        Row("--tv 0.01", r => r.Options.TotalVariationWeight, 0.01);
        Row("--tv-kind nine-point", r => r.Options.TotalVariation, TotalVariationKind.NinePoint);
        Row("--normalize-gradients", r => r.Options.NormalizeGradients, true);
        Row("--init noise", r => r.Options.Start, Initialization.Noise);
        Row("--init begin.png", r => (r.Options.Start, r.Start), (Initialization.File, "begin.png"));
        Row("--seed 9", r => r.Options.Seed, 9);
        Row("--optimizer adam", r => r.Options.Optimizer.Kind, OptimizerKind.Adam);
        Row("--learning-rate 0.1", r => r.Options.Optimizer.LearningRate, 0.1);
        Row("--history 33", r => r.Options.Optimizer.History, 33);
        Row("--line-search none", r => r.Options.Optimizer.StrongWolfe, false);
        Row("--line-search strong-wolfe", r => r.Options.Optimizer.StrongWolfe, true);
        Row("--bounds on", r => r.Options.Optimizer.BoxBounds, true);
        Row("--momentum 0.5", r => r.Options.Optimizer.Momentum, 0.5);
        Row("--ema 0.98", r => r.Options.Optimizer.Averaging, 0.98);
        Row("--color monge", r => r.Options.Color, ColorControl.MatchMonge);
        Row("--merge-chroma lab", r => r.Options.ChromaMerge, ChromaMerge.Lab);
        Row("--content-mask a.png --style-mask b.png", r => (r.ContentMasks[0], r.StyleMasks[0]), ("a.png", "b.png"));
        Row("--mask-labels --content-mask a.png --style-mask b.png", r => r.Labels, true);
        Row("--mask-mode inside", r => r.Options.GuideMode, GuideMode.Inside);
        Row("--freeze f.png", r => r.Freeze, "f.png");
        Row("--snapshot 10", r => r.Options.SnapshotEvery, 10);
        Row("--log l.csv", r => r.Log, "l.csv");
        Row("--profile t.json", r => r.Profile, "t.json");
        Row("--max-memory 4GB", r => r.Options.MaxMemoryBytes, 4_000_000_000L);
        Row("--dry-run", r => r.DryRun, true);
        Row("--encoder vgg19", r => r.Options.Engine.Encoder, "vgg19");
        Row("--model-folder m", r => r.Options.Engine.ModelFolder, "m");
        Row("--pooling l2", r => r.Options.Engine.Pooling, Pooling.L2);
        Row("--pool-rescale 0.78", r => r.Options.Engine.PoolRescale, 0.78f);
        Row("--padding replicate", r => r.Options.Engine.FirstPadding, FirstPadding.Replicate);
        Row("--provider CUDA", r => r.Options.Engine.Provider, "CUDA");
        Row("--provider-option device_id=1 --provider-option a=b=c", r => r.Options.Engine.ProviderOptions["a"], "b=c");
        Row("--threads 2", r => r.Options.Engine.Threads, 2);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows), DisableDiscoveryEnumeration = true)]
    public void A_word_becomes_a_typed_value(string words, object read, object? expected)
    {
        Assert.Equal(expected, ((Func<StylizeRequest, object?>)read)(Bind($"c.png s.png {words}")));
    }

    [Fact]
    public void The_first_picture_is_the_content_and_the_others_are_styles()
    {
        StylizeRequest request = Bind("a.png b.png c.png");
        Assert.Equal("a.png", request.Content);
        Assert.Equal(["b.png", "c.png"], request.Styles);
    }

    [Theory]
    [InlineData("c.png", "at least one STYLE")]
    [InlineData("", "at least one STYLE")]
    [InlineData("c.png s.png --bit-depth 12", "expected 8 or 16")]
    [InlineData("c.png s.png --log x.txt", ".csv or .json")]
    [InlineData("c.png s.png --content-mask a.png", "the same number")]
    [InlineData("c.png s.png --mask-labels", "one --content-mask")]
    [InlineData("c.png s.png --style-weights 1,x", "'x' is no number")]
    [InlineData("c.png s.png --size 12", "16 to 16384")]
    [InlineData("c.png s.png -o x.jpg --bit-depth 16", ".jpg holds 8 bits")]
    [InlineData("c.png s.png -o x.png --log ./x.json", "choose another name")]
    [InlineData("--resume x.checkpoint --iterations 9", "--iterations: no effect with --resume")]
    [InlineData("c.png s.png --ema 1", "0 to below 1")]
    public void What_does_not_go_together_is_said(string words, string expected) =>
        Assert.Contains(expected, Assert.Throws<OptionsException>(() => Bind(words)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("--optimizer sgd", "expected lbfgs, adam, rmsprop, gd.")]
    [InlineData("--optimizer adma", "Did you mean adam?")]
    [InlineData("--size big", "expected 512 (longer side)")]
    [InlineData("--iterations many", "expected a whole number")]
    [InlineData("--tv much", "expected a number")]
    [InlineData("--scales 0", "expected 1 to 20, none or auto")]
    [InlineData("--max-memory lots", "expected an amount such as 4GB")]
    [InlineData("--provider-option x", "expected KEY=VALUE")]
    public void A_word_that_does_not_fit_is_answered_with_those_that_do(string words, string expected)
    {
        ParseResult parsed = CommandLineProgram.Create(new Terminal(TextWriter.Null, TextWriter.Null, false)).Parse($"stylize c.png s.png {words}");
        Assert.Contains(expected, Assert.Single(parsed.Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("4GB", 4_000_000_000L)]
    [InlineData("512MiB", 536_870_912L)]
    [InlineData("2.5g", 2_500_000_000L)]
    [InlineData("1000", 1000L)]
    [InlineData("7 kb", 7000L)]
    [InlineData("-1GB", null)]
    [InlineData("0", null)]
    [InlineData("GB", null)]
    [InlineData("", null)]
    public void Amounts_of_memory_are_read(string text, long? bytes) => Assert.Equal(bytes, ByteSize.Parse(text));

    private static StylizeRequest Bind(string words)
    {
        Command command = new("stylize");
        StylizeOptionSet options = new();
        options.AddTo(command);
        ParseResult parsed = command.Parse(words);
        Assert.Empty(parsed.Errors);
        return options.Bind(parsed);
    }
}
