using OnnxStyle.Imaging;
using OnnxStyle.Networks;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer.Tests;

/// <summary>What a run promises whatever it paints: repeatability, cancelling, going on, controls that hold exactly.</summary>
public sealed class RunTests
{
    private static readonly StylizeInputs Inputs = new() { Content = Pictures.Content(), Styles = [Pictures.Style()] };

    public static TheoryData<OptimizerKind> Kinds => [.. Enum.GetValues<OptimizerKind>()];

    [Theory, MemberData(nameof(Kinds))]
    public void The_same_seed_gives_the_same_bits_and_another_does_not(OptimizerKind kind)
    {
        StylizeOptions options = PaintTests.Tiny with { Iterations = 3, Start = Initialization.Noise, Optimizer = new OptimizerChoice { Kind = kind, LearningRate = kind == OptimizerKind.GradientDescent ? 1e-4 : null } };
        Assert.Equal(Hash(options), Hash(options));
        Assert.NotEqual(Hash(options), Hash(options with { Seed = 2 }));
    }

    [Theory]
    [InlineData(OptimizerKind.LBfgs, 0, 3)]
    [InlineData(OptimizerKind.LBfgs, 1, 2)]
    [InlineData(OptimizerKind.Adam, 1, 2)]
    [InlineData(OptimizerKind.Adam, 0, 8)]
    public void A_resumed_run_gives_the_bits_of_an_uninterrupted_one(OptimizerKind kind, int level, int iteration)
    {
        StylizeOptions options = PaintTests.Tiny with { Optimizer = new OptimizerChoice { Kind = kind } };
        string path = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.checkpoint");
        using StyleTransfer transfer = new(options);
        StylizeResult whole = transfer.Run(Inputs);
        using CancellationTokenSource cancel = new();
        Sink sink = new(progress =>
        {
            if (progress.Level == level && progress.Iteration == iteration) cancel.Cancel();
        });
        StylizeResult part = transfer.Run(Inputs, sink, cancellationToken: cancel.Token);
        Assert.True(part.Report.Cancelled);
        Assert.NotNull(part.Checkpoint);
        try
        {
            part.Checkpoint.Save(path);
            StylizeResult rest = transfer.Run(Inputs, resume: Checkpoint.Load(path));
            Assert.Equal(whole.Report.PictureSha256, rest.Report.PictureSha256);
            Assert.Equal(whole.Report.Log.Select(row => row.Total), rest.Report.Log.Select(row => row.Total));
            Assert.False(rest.Report.Cancelled);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_run_cancelled_within_an_evaluation_can_go_on_to_the_same_bits()
    {
        StylizeOptions options = PaintTests.Tiny with { LongSide = 64, Iterations = 12, Pyramid = false };
        using StyleTransfer transfer = new(options);
        StylizeResult whole = transfer.Run(Inputs);
        using CancellationTokenSource cancel = new();
        Sink sink = new(progress =>
        {
            if (progress.Iteration == 4) cancel.CancelAfter(TimeSpan.FromMilliseconds(1)); // somewhere in the fifth iteration, or the sixth
        });
        StylizeResult part = transfer.Run(Inputs, sink, cancellationToken: cancel.Token);
        if (part.Checkpoint is null) Assert.Skip("the run was over before the timer fired");
        Assert.Equal(whole.Report.PictureSha256, transfer.Run(Inputs, resume: part.Checkpoint).Report.PictureSha256);
    }

    [Fact]
    public void A_cancelled_run_returns_the_best_picture_so_far()
    {
        using CancellationTokenSource cancel = new();
        Sink sink = new(progress =>
        {
            if (progress.Iteration == 5) cancel.Cancel();
        });
        using StyleTransfer transfer = new(PaintTests.Tiny);
        StylizeResult result = transfer.Run(Inputs, sink, cancellationToken: cancel.Token);
        Assert.Equal(34, result.Picture.Width); // the first level, 48 / sqrt(2)
        Assert.Equal(result.Report.Log.Min(row => row.Total), result.Report.Final!.Total);
        Assert.Equal("cancelled", result.Report.Levels[^1].Ended);
    }

    [Fact]
    public void A_run_cancelled_before_it_began_has_the_picture_it_would_have_started_from()
    {
        using StyleTransfer transfer = new(PaintTests.Tiny);
        StylizeResult result = transfer.Run(Inputs, cancellationToken: new CancellationToken(canceled: true));
        Assert.True(result.Report.Cancelled);
        Assert.Equal(transfer.Run(Inputs).Report.PictureSha256, transfer.Run(Inputs, resume: result.Checkpoint).Report.PictureSha256);
    }

    [Fact]
    public void A_checkpoint_knows_its_pictures()
    {
        using StyleTransfer transfer = new(PaintTests.Tiny);
        Checkpoint checkpoint = transfer.Run(Inputs, cancellationToken: new CancellationToken(canceled: true)).Checkpoint!;
        CheckpointException error = Assert.Throws<CheckpointException>(() => transfer.Run(Inputs with { Content = Pictures.Content(50, 40) }, resume: checkpoint));
        Assert.Contains("content", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(5000)]
    public void A_damaged_checkpoint_is_one_sentence(int length)
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Path.GetRandomFileName()}.checkpoint");
        using StyleTransfer transfer = new(PaintTests.Tiny);
        try
        {
            transfer.Run(Inputs, cancellationToken: new CancellationToken(canceled: true)).Checkpoint!.Save(path);
            using (FileStream file = File.OpenWrite(path)) file.SetLength(length);
            Assert.Throws<CheckpointException>(() => Checkpoint.Load(path));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData(OptimizerKind.LBfgs)]
    [InlineData(OptimizerKind.Adam)]
    public void Frozen_pixels_stay_the_contents_exactly(OptimizerKind kind)
    {
        Mask frozen = Pictures.LeftHalf(48, 40);
        using StyleTransfer transfer = new(PaintTests.Tiny with { Start = Initialization.Noise, Optimizer = new OptimizerChoice { Kind = kind } });
        Image picture = transfer.Run(Inputs with { Frozen = frozen }).Picture;
        int moved = 0;
        for (int i = 0; i < picture.Planar.Length; i++)
        {
            if (frozen.Values[i % frozen.Values.Length] == 1) Assert.Equal(Inputs.Content.Planar[i], picture.Planar[i]);
            else if (picture.Planar[i] != Inputs.Content.Planar[i]) moved++;
        }

        Assert.True(moved > 1000);
    }

    [Theory]
    [InlineData(GuideMode.Simple)]
    [InlineData(GuideMode.All)]
    [InlineData(GuideMode.Inside)]
    [InlineData(GuideMode.Average)]
    public void Two_regions_take_two_styles(GuideMode mode)
    {
        Image red = Image.Filled(48, 48, 0.9f, 0.1f, 0.1f), blue = Image.Filled(48, 48, 0.1f, 0.1f, 0.9f);
        Mask left = Pictures.LeftHalf(48, 40), whole = new(48, 48, [.. Enumerable.Repeat(1f, 48 * 48)]);
        StylizeInputs inputs = Inputs with
        {
            Styles = [red, blue],
            Regions = [new StyleRegion { Name = "left", Content = left, Style = whole, StyleIndex = 0 }, new StyleRegion { Name = "right", Content = left.Invert(), Style = whole, StyleIndex = 1 }],
        };
        StylizeOptions options = PaintTests.Tiny with { StyleLayers = [new("relu1_1"), new("relu2_1")], StyleWeight = 1000, GuideMode = mode, Iterations = 20 };
        using StyleTransfer transfer = new(options);
        Image picture = transfer.Run(inputs).Picture;
        Assert.True(Mean(picture, 0, left) > Mean(picture, 2, left) + 0.1, "the left is red");
        Assert.True(Mean(picture, 2, left.Invert()) > Mean(picture, 0, left.Invert()) + 0.1, "the right is blue");
    }

    [Theory]
    [InlineData(ColorControl.MatchCholesky)]
    [InlineData(ColorControl.MatchPca)]
    [InlineData(ColorControl.MatchMonge)]
    [InlineData(ColorControl.Luminance)]
    public void Colour_controls_keep_the_contents_colours(ColorControl color)
    {
        Image style = Image.Filled(48, 48, 0.9f, 0.1f, 0.1f);
        double Redness(ColorControl control)
        {
            using StyleTransfer transfer = new(PaintTests.Tiny with { Color = control, StyleWeight = 1000, StyleLayers = [new("relu1_1"), new("relu2_1")], Iterations = 15 });
            Image picture = transfer.Paint(Inputs.Content, [style]);
            return picture.Channel(0).ToArray().Average() - picture.Channel(2).ToArray().Average();
        }

        Assert.True(Redness(color) < Redness(ColorControl.None) - 0.05);
    }

    [Theory]
    [InlineData(StyleLossKind.MeanCovariance)]
    [InlineData(StyleLossKind.Wasserstein)]
    public void Other_style_losses_fall(StyleLossKind kind) => Falls(PaintTests.Tiny with { StyleLoss = kind });

    [Theory]
    [InlineData(Pooling.Max, 1, FirstPadding.Zero)]
    [InlineData(Pooling.L2, 0.78f, FirstPadding.Replicate)]
    [InlineData(Pooling.Average, 2, FirstPadding.Replicate)]
    public void Other_networks_fall(Pooling pooling, float rescale, FirstPadding padding) =>
        Falls(PaintTests.Tiny with { Engine = PaintTests.Tiny.Engine with { Pooling = pooling, PoolRescale = rescale, FirstPadding = padding } });

    [Theory]
    [InlineData(LossConvention.Inner)]
    [InlineData(LossConvention.Paper)]
    [InlineData(LossConvention.GatysCode)]
    [InlineData(LossConvention.NeuralStyle)]
    public void Other_conventions_fall(LossConvention convention) => Falls(PaintTests.Tiny with { Convention = convention, StyleWeight = 1e5 });

    [Fact]
    public void Normalised_gradients_have_the_norms_of_their_weights()
    {
        // One content layer deep in the network and nothing else: the gradient at the layer has L1 norm = weight, whatever the loss.
        StylizeOptions options = PaintTests.Tiny with { NormalizeGradients = true, Iterations = 5, Optimizer = new OptimizerChoice { Kind = OptimizerKind.Adam } };
        using StyleTransfer transfer = new(options);
        StylizeResult result = transfer.Run(Inputs);
        Assert.All(result.Report.Log, row => Assert.True(double.IsFinite(row.GradientNorm) && row.GradientNorm > 0));
    }

    [Fact]
    public void Snapshots_come_every_n_iterations()
    {
        Sink sink = new();
        using StyleTransfer transfer = new(PaintTests.Tiny with { SnapshotEvery = 3 });
        transfer.Run(Inputs, sink, sink);
        Assert.Equal([(0, 3), (0, 6), (1, 3)], sink.Taken.Select(taken => (taken.Progress.Level, taken.Progress.Iteration)));
        Assert.Equal(1, sink.Heard[^1].Done, 12);
        Assert.Equal(sink.Heard.Select(heard => heard.Done).Order(), sink.Heard.Select(heard => heard.Done));
    }

    [Fact]
    public void An_unknown_layer_is_named() =>
        Assert.Throws<UnknownLayerException>(() => new StyleTransfer(PaintTests.Tiny with { StyleLayers = [new("relu9_1")] }).Dispose());

    [Fact]
    public void A_picture_that_is_too_small_is_one_sentence()
    {
        using StyleTransfer transfer = new(PaintTests.Tiny);
        ShapeException error = Assert.Throws<ShapeException>(() => transfer.Paint(Pictures.Content(64, 3), [Pictures.Style()]));
        Assert.Contains("16 pixels", error.Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => transfer.Paint(Pictures.Content(), [Pictures.Style(3, 64)]));
    }

    [Fact]
    public void A_memory_limit_gives_sizes_that_grow_with_it()
    {
        using StyleTransfer transfer = new(PaintTests.Tiny with { LongSide = 1024 });
        int[] sides = [.. new[] { 200L, 300, 500, 900 }.Select(megabytes => transfer.FitMemory(Inputs, megabytes << 20))];
        Assert.Equal(sides.Order(), sides);
        Assert.True(sides[0] < sides[^1]);
        using StyleTransfer fitted = new(PaintTests.Tiny with { LongSide = sides[1] });
        Assert.InRange(fitted.Estimate(Inputs).PeakBytes, 1, 300L << 20);
        Assert.Throws<OptionsException>(() => transfer.FitMemory(Inputs, 1 << 20));
    }

    [Fact]
    public void A_run_within_a_memory_says_so_and_its_report_repeats_it()
    {
        StylizeOptions options = PaintTests.Tiny with { LongSide = 400, Iterations = 1, Pyramid = false, MaxMemoryBytes = 200L << 20 };
        using StyleTransfer transfer = new(options);
        StylizeResult result = transfer.Run(Inputs);
        Assert.True(result.Picture.Width < 400);
        Assert.Contains(result.Report.Notes, note => note.Contains("reduced", StringComparison.Ordinal));
        using StyleTransfer again = new(StylizeOptions.FromJson(result.Report.ToJson()));
        Assert.Equal(result.Report.PictureSha256, again.Run(Inputs).Report.PictureSha256);
    }

    private static string Hash(StylizeOptions options)
    {
        using StyleTransfer transfer = new(options);
        return transfer.Run(Inputs).Report.PictureSha256;
    }

    private static void Falls(StylizeOptions options)
    {
        using StyleTransfer transfer = new(options with { Pyramid = false });
        IReadOnlyList<LossRow> log = transfer.Run(Inputs).Report.Log;
        Assert.True(log[^1].Total < 0.95 * log[0].Total, $"from {log[0].Total} to {log[^1].Total}");
    }

    private static double Mean(Image image, int channel, Mask mask)
    {
        double sum = 0, count = 0;
        for (int i = 0; i < mask.Values.Length; i++)
        {
            sum += mask.Values[i] * image.Channel(channel)[i];
            count += mask.Values[i];
        }

        return sum / count;
    }
}
