using OnnxStyle.Autograd;
using OnnxStyle.Imaging;
using OnnxStyle.Networks;
using OnnxStyle.Onnx;
using OnnxStyle.Reference;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer.Tests;

/// <summary>Eastern painting: the drawing, the layer in front of the encoder and its training, and the whole.</summary>
public sealed class EasternTests : IDisposable
{
    private static readonly EngineOptions Small = new() { Encoder = "encoder" };
    private static readonly EasternOptions Tiny = new()
    {
        Engine = Small,
        Edges = new EdgeOptions { Sigma = 1, MinimumLength = 4 },
        Front = new FrontLayerOptions { Channels = 4, KernelSize = 3, TrainingSteps = 6, TrainingSide = 48 },
        LineWidth = 30,
        LongSide = 48,
        Iterations = 12,
        Pyramid = false,
    };

    private readonly string folder = Directory.CreateTempSubdirectory("onnxstyle-eastern-").FullName;

    public void Dispose() => Directory.Delete(folder, true);

    [Fact]
    public void The_drawing_loss_by_hand_and_its_gradient_by_differences()
    {
        Shape one = new(1, 1, 1, 2);
        Dictionary<string, Tensor<float>> targets = new() { [DrawingLoss.DrawingTarget] = new(one, [0.25f, 1]), [DrawingLoss.WeightTarget] = new(one, [3, 1]) };
        LossHarness harness = new(new DrawingLoss(), new Shape(1, 3, 1, 2), targets);
        double[] x = [0.5, 0.2, 0.5, 0.4, 0.5, 0.9];
        double luminance = (0.299 * 0.2) + (0.587 * 0.4) + (0.114 * 0.9);
        (double loss, double[] gradient) = harness.At(x);
        Assert.Equal(((3 * 0.0625) + Math.Pow(luminance - 1, 2)) / 4, loss, 1e-6); // factors in float32
        for (int i = 0; i < x.Length; i++)
        {
            double[] plus = (double[])x.Clone(), minus = (double[])x.Clone();
            (plus[i], minus[i]) = (x[i] + 1e-6, x[i] - 1e-6);
            Assert.Equal((harness.At(plus).Loss - harness.At(minus).Loss) / 2e-6, gradient[i], 1e-7);
        }
    }

    [Theory]
    [InlineData(1, 1, 5, 4)]
    [InlineData(3, 2, 6, 5)]
    [InlineData(5, 3, 4, 7)]
    public void The_front_layer_is_its_formula_and_its_gradients_those_of_differences(int size, int channels, int height, int width)
    {
        FrontLayer layer = FrontLayer.Initial(new FrontLayerOptions { KernelSize = size, Channels = channels, Initialization = FrontInitialization.Random }, size);
        GraphBuilder graph = new();
        Value[] inputs = [graph.Input("x", new Shape(1, 3, height, width)), graph.Input("kernel", layer.Kernel.Shape), graph.Input("bias", layer.Bias.Shape), graph.Input("mix", layer.Mix.Shape)];
        Value y = FrontLayer.Append(graph, inputs[0], inputs[1], inputs[2], inputs[3]);
        Value loss = graph.ReduceMean(graph.Mul(y, y), keepDims: false);
        graph.Output(y, "y");
        graph.Output(loss, "loss");
        IReadOnlyList<Value> gradients = Gradient.Append(graph, loss, inputs);
        for (int i = 0; i < inputs.Length; i++) graph.Output(gradients[i], $"d{inputs[i].Name}");
        Graph built = graph.Build();
        Dictionary<string, double[]> values = inputs.Select((input, i) => (input.Name, LossHarness.Random((int)input.Shape.ElementCount, 10 + i))).ToDictionary();
        IReadOnlyDictionary<string, double[]> found = ReferenceEvaluator.Run(built, values);
        Assert.Equal(Formula(values["x"], values["kernel"], values["bias"], values["mix"], size, channels, height, width), found["y"], (a, b) => Math.Abs(a - b) < 1e-12);
        foreach (Value input in inputs)
        {
            double[] along = LossHarness.Random((int)input.Shape.ElementCount, 77);
            const double Step = 1e-6;
            double Loss(double sign) => ReferenceEvaluator.Run(built, new Dictionary<string, double[]>(values) { [input.Name] = [.. values[input.Name].Zip(along, (v, d) => v + (sign * Step * d))] })["loss"][0];
            double expected = (Loss(1) - Loss(-1)) / (2 * Step);
            Assert.Equal(expected, found[$"d{input.Name}"].Zip(along, (g, d) => g * d).Sum(), 1e-6 * Math.Max(1, Math.Abs(expected)));
        }
    }

    [Fact]
    public void A_layer_of_slopes_leaves_plain_areas_alone_and_darkens_a_step()
    {
        FrontLayer layer = FrontLayer.Initial(new FrontLayerOptions(), 1);
        double[] y = Through(layer, [.. Enumerable.Range(0, 3 * 12 * 12).Select(i => i % 12 < 6 ? 0.2 : 0.8)], 12);
        Assert.Equal(0.2, y[0], 1e-6);
        Assert.Equal(0.8, y[11], 1e-6);
        Assert.True(y[(5 * 12) + 5] < 0.1 && y[(5 * 12) + 6] < 0.7, $"{y[65]}, {y[66]}");
    }

    [Theory]
    [InlineData(FrontInitialization.Edges)]
    [InlineData(FrontInitialization.Random)]
    public void Training_makes_the_style_loss_notice_more_of_strokes_and_paper(FrontInitialization initialization)
    {
        PaintEngine engine = new(Small);
        Image painting = PaintingParts.Bleached(InkStyle(), luminance: true, 60);
        FrontLayerOptions options = new() { Channels = 6, TrainingSteps = 60, TrainingSide = 64, LearningRate = 0.003, Initialization = initialization };
        List<double> losses = [];
        FrontTrainingResult trained = FrontTraining.Run(engine, painting, options, new EasternOptions().StyleLayers, 3, (_, loss) => losses.Add(loss), CancellationToken.None);
        Assert.True(trained.After > 1.05 * trained.Before, $"{initialization}: {trained.Before} without, {trained.After} with");
        Assert.True(losses.Min() < losses[0], $"{losses[0]} to {losses.Min()}");
        FrontTrainingResult again = FrontTraining.Run(engine, painting, options, new EasternOptions().StyleLayers, 3, (_, _) => { }, CancellationToken.None);
        Assert.Equal(trained.Layer.Kernel.Span.ToArray(), again.Layer.Kernel.Span.ToArray());
        FrontTrainingResult still = FrontTraining.Run(engine, painting, options with { TrainingSteps = 0 }, new EasternOptions().StyleLayers, 3, (_, _) => { }, CancellationToken.None);
        Assert.Equal(FrontLayer.Initial(options, 3).Kernel.Span.ToArray(), still.Layer.Kernel.Span.ToArray());
    }

    [Fact]
    public void A_spoiled_painting_has_lost_its_lines_and_its_white()
    {
        Image painting = PaintingParts.Bleached(InkStyle(), luminance: true, 60), spoiled = PaintingParts.Spoiled(painting);
        Assert.True(painting.Planar.Count(v => v > 0.9f) > 0.3 * painting.Planar.Length); // paper is white
        Assert.True(painting.Planar.Min() < 0.1);
        Assert.True(spoiled.Planar.Count(v => v > 0.9f) < 0.05 * painting.Planar.Length);
        Assert.True(spoiled.Planar.Min() > painting.Planar.Min() + 0.2);
    }

    [Fact]
    public void A_layer_comes_back_from_its_file_and_other_files_are_refused()
    {
        FrontLayer layer = new(new Tensor<float>(new Shape(1, 3, 1, 1), [1, 2, 3]), new Tensor<float>(new Shape(1), [4]), new Tensor<float>(new Shape(3, 1, 1, 1), [5, 6, 7])) { EncoderSha256 = "abc" };
        string path = Path.Combine(folder, "front.safetensors");
        layer.Save(path);
        FrontLayer back = FrontLayer.Load(path);
        Assert.Equal("abc", back.EncoderSha256);
        Assert.Equal([1, 2, 3], back.Kernel.Span.ToArray());
        Assert.Equal((4f, 6f), (back.Bias.Span[0], back.Mix.Span[1]));
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^4]);
        Assert.Throws<WeightFormatException>(() => FrontLayer.Load(path));
        WeightSet other = new();
        other.Add("conv1_1.weight", layer.Kernel);
        WeightFile.Save(other, path);
        Assert.Contains("no front layer", Assert.Throws<WeightFormatException>(() => FrontLayer.Load(path)).Message, StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => new FrontLayer(layer.Kernel, new Tensor<float>(new Shape(2)), layer.Mix));
    }

    [Fact]
    public void The_drawing_is_dark_along_edges_and_white_on_light_areas()
    {
        Image disc = new(60, 44);
        for (int i = 0; i < disc.Planar.Length; i++) disc.Planar[i] = Math.Pow((i % 60) - 30, 2) + Math.Pow((i / 60 % 44) - 22, 2) < 200 ? 0.3f : 0.8f;
        PhotoDrawing drawing = PhotoDrawing.Of(disc, Tiny with { LongSide = 60, Wash = 0.5, LineDarkness = 1 });
        Assert.Equal(1, drawing.Picture.Planar[0]);
        Assert.Equal(0.5f, drawing.Picture.Planar[(22 * 60) + 30], 0.02f);
        float[] onLine = [.. Enumerable.Range(0, drawing.Edges.Values.Length).Where(i => drawing.Edges.Values[i] > 0).Select(i => drawing.Picture.Planar[i])];
        Assert.True(onLine.Length > 60 && onLine.Max() < 0.4f, $"{onLine.Length} pixels up to {onLine.Max()}");
        Assert.Equal(1, drawing.Paper.Values[0]);
        Assert.Equal(0, drawing.Paper.Values[(22 * 60) + 30]);
    }

    [Fact]
    public void An_ink_painting_is_grey_has_white_paper_and_dark_edges()
    {
        List<StylizeProgress> heard = [];
        EasternResult result = EasternPainting.Run(Pictures.Content(), InkStyle(), Tiny with { Iterations = 40 }, progress: new Listener(heard));
        Image picture = result.Picture;
        Assert.Equal(picture.Channel(0).ToArray(), picture.Channel(2).ToArray());
        double[] done = [.. heard.Select(p => p.Done)];
        Assert.All(done.Zip(done.Skip(1)), pair => Assert.True(pair.Second >= pair.First - 1e-12, $"{pair}"));
        Assert.Equal(1, done[^1], 1e-9);
        Mask wide = result.Edges.Grow(1);
        double dark = Enumerable.Range(0, picture.PixelCount).Where(i => result.Edges.Values[i] > 0).Average(i => picture.Planar[i]);
        double rest = Enumerable.Range(0, picture.PixelCount).Where(i => wide.Values[i] == 0).Average(i => picture.Planar[i]);
        Assert.True(dark < rest - 0.25 && rest > 0.6, $"{dark} on edges, {rest} elsewhere");
        Assert.Equal("eastern", result.Report.Method);
        Assert.True(result.Report.Measures["noticedWithFront"] > 0);
        Assert.Equal(Tiny with { Iterations = 40 }, EasternOptions.FromJson(result.Report.ToJson()) with { Engine = Tiny.Engine, ContentLayers = Tiny.ContentLayers, StyleLayers = Tiny.StyleLayers });
    }

    [Fact]
    public void A_saved_layer_paints_the_same_bits_as_the_run_that_trained_it()
    {
        EasternOptions options = Tiny with { Iterations = 4 };
        EasternResult first = EasternPainting.Run(Pictures.Content(), InkStyle(), options);
        string path = Path.Combine(folder, "front.safetensors");
        first.Front!.Save(path);
        EasternResult second = EasternPainting.Run(Pictures.Content(), InkStyle(), options, FrontLayer.Load(path));
        Assert.Equal(first.Picture.Planar, second.Picture.Planar);
        EasternResult without = EasternPainting.Run(Pictures.Content(), InkStyle(), options with { Front = options.Front with { Channels = 0 } });
        Assert.Null(without.Front);
        Assert.NotEqual(first.Picture.Planar, without.Picture.Planar);
    }

    [Fact]
    public void A_colour_painting_has_colours_and_a_cancelled_one_the_best_so_far()
    {
        using CancellationTokenSource stop = new();
        EasternOptions options = EasternOptions.For(EasternPreset.Color) with { Engine = Small, Front = Tiny.Front, LongSide = 48, Iterations = 30, Pyramid = false };
        EasternResult result = EasternPainting.Run(Pictures.Content(), Pictures.Style(), options, progress: new Listener([], p => { if (p.Row is not null && p.Done > 0.5) stop.Cancel(); }), cancellationToken: stop.Token);
        Assert.True(result.Report.Cancelled);
        Assert.InRange(result.Report.Log.Count, 5, 25);
        Assert.NotEqual(result.Picture.Channel(0).ToArray(), result.Picture.Channel(2).ToArray());
    }

    [Fact]
    public void Cancelled_in_the_training_it_still_gives_the_paper_it_began_with()
    {
        using CancellationTokenSource stop = new();
        stop.Cancel();
        EasternResult result = EasternPainting.Run(Pictures.Content(), InkStyle(), Tiny, cancellationToken: stop.Token);
        Assert.True(result.Report.Cancelled);
        Assert.All(result.Picture.Planar, value => Assert.Equal(1, value, 1e-6));
    }

    [Theory]
    [InlineData(FrontSchedule.Before, "training", 0, 3)]
    [InlineData(FrontSchedule.Before, "painting", 0, 4)]
    [InlineData(FrontSchedule.Joint, "painting", 1, 0)]
    [InlineData(FrontSchedule.Joint, "painting", 1, 2)]
    public void A_resumed_painting_has_the_bits_of_an_uninterrupted_one(FrontSchedule schedule, string phase, int level, int iteration)
    {
        EasternOptions options = Tiny with { Pyramid = true, SmallestSide = 34, Iterations = 6, LaterIterations = 4, Front = Tiny.Front with { Schedule = schedule } };
        EasternInputs inputs = new() { Photo = Pictures.Content(), Style = InkStyle() };
        EasternResult whole = EasternPainting.Run(inputs, options, null, null, null, TestContext.Current.CancellationToken);
        Assert.Equal((2, null), (whole.Report.Levels.Count, whole.Checkpoint));
        Assert.Equal(schedule == FrontSchedule.Joint, whole.Report.Measures.ContainsKey("noticedAtSize2"));
        using CancellationTokenSource stop = new();
        Listener listener = new([], p =>
        {
            if ((p.Row?.Losses[0].Name == "front") == (phase == "training") && p.Level == level && p.Iteration == iteration) stop.Cancel();
        });
        EasternResult part = EasternPainting.Run(inputs, options, listener, null, null, stop.Token);
        Assert.True(part.Report.Cancelled);
        string path = Path.Combine(folder, "run.checkpoint");
        part.Checkpoint!.Save(path);
        EasternResult rest = EasternPainting.Run(inputs, null, null, null, Checkpoint.Load(path), TestContext.Current.CancellationToken);
        Assert.Equal(whole.Picture.Planar, rest.Picture.Planar);
        Assert.Equal(whole.Report.Measures, rest.Report.Measures);
        Assert.Equal(whole.Front!.Kernel.Span.ToArray(), rest.Front!.Kernel.Span.ToArray());
        EasternInputs others = inputs with { Photo = Pictures.Style() };
        Assert.Contains("other pictures", Assert.Throws<CheckpointException>(() => EasternPainting.Run(others, null, null, null, Checkpoint.Load(path), TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        using StyleTransfer plain = new(new StylizeOptions { Engine = Small });
        Assert.Contains("another method", Assert.Throws<CheckpointException>(() => plain.Run(new StylizeInputs { Content = inputs.Photo, Styles = [inputs.Style] }, resume: part.Checkpoint)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Snapshots_come_in_time_finished_as_the_painting_and_can_be_gone_on_from()
    {
        EasternOptions options = Tiny with { Iterations = 6, SnapshotEvery = 2 };
        EasternInputs inputs = new() { Photo = Pictures.Content(), Style = InkStyle() };
        Taken taken = new();
        EasternResult whole = EasternPainting.Run(inputs, options, null, taken, null, TestContext.Current.CancellationToken);
        Assert.Equal([2, 4, 6], taken.Shots.Select(shot => shot.Iteration));
        Assert.All(taken.Shots, shot => Assert.Equal(shot.Picture.Channel(0).ToArray(), shot.Picture.Channel(2).ToArray())); // ink has no colour
        EasternResult rest = EasternPainting.Run(inputs, null, null, null, taken.Shots[0].Checkpoint, TestContext.Current.CancellationToken);
        Assert.Equal(whole.Picture.Planar, rest.Picture.Planar);
    }

    [Fact]
    public void The_sheet_shows_all_six()
    {
        EasternOptions options = Tiny with { Iterations = 1 };
        EasternResult result = EasternPainting.Run(Pictures.Content(), InkStyle(), options);
        Image sheet = EasternSheet.Render(Pictures.Content(), InkStyle(), result, options);
        Assert.True(sheet.Width > 3 * 160 && sheet.Height > 2 * 133, $"{sheet.Width} x {sheet.Height}");
    }

    [Fact]
    public void Wrong_options_are_listed_together_and_presets_work()
    {
        OptionsException error = Assert.Throws<OptionsException>(() => new EasternOptions
        {
            Wash = 2,
            LongSide = 8,
            Edges = new EdgeOptions { Low = 95 },
            Front = new FrontLayerOptions { KernelSize = 4, Channels = 65 },
            StyleLayers = [],
        }.Validate());
        Assert.Equal(6, error.Problems.Count);
        foreach (EasternPreset preset in Enum.GetValues<EasternPreset>()) EasternOptions.For(preset).Validate();
        Assert.Throws<OptionsException>(() => FrontLayer.Initial(new FrontLayerOptions { Channels = 0 }, 1));
    }

    private sealed class Taken : ISnapshotSink
    {
        public List<(int Iteration, Image Picture, Checkpoint Checkpoint)> Shots { get; } = [];

        public void Take(StylizeProgress progress, Image picture, Func<Checkpoint> checkpoint) => Shots.Add((progress.Iteration, picture, checkpoint()));
    }

    // Dark strokes on light brown paper.
    private static Image InkStyle()
    {
        Image image = new(64, 64);
        for (int i = 0; i < image.Planar.Length; i++)
        {
            int x = i % 64, y = i / 64 % 64;
            bool ink = Math.Abs((x + (6 * Math.Sin(y * 0.2))) % 21 - 8) < 1.5 && y % 40 > 6;
            image.Planar[i] = (ink ? 0.15f : 0.7f) - (0.05f * (i / 4096));
        }

        return image;
    }

    private static double[] Through(FrontLayer layer, double[] x, int side)
    {
        GraphBuilder graph = new();
        graph.Output(layer.Append(graph, graph.Input("x", new Shape(1, 3, side, side))), "y");
        return ReferenceEvaluator.Run(graph.Build(), new Dictionary<string, double[]> { ["x"] = x })["y"];
    }

    private static double[] Formula(double[] x, double[] kernel, double[] bias, double[] mix, int size, int channels, int height, int width)
    {
        double[] y = (double[])x.Clone();
        for (int i = 0; i < height * width; i++)
            for (int c = 0; c < channels; c++)
            {
                double sum = bias[c];
                for (int from = 0; from < 3; from++)
                    for (int v = 0; v < size; v++)
                        for (int u = 0; u < size; u++)
                        {
                            int row = Math.Clamp((i / width) + v - (size / 2), 0, height - 1), column = Math.Clamp((i % width) + u - (size / 2), 0, width - 1);
                            sum += kernel[(((((c * 3) + from) * size) + v) * size) + u] * x[(((from * height) + row) * width) + column];
                        }

                for (int to = 0; to < 3; to++) y[(to * height * width) + i] += mix[(to * channels) + c] * Math.Max(0, sum);
            }

        return y;
    }

    private sealed class Listener(List<StylizeProgress> heard, Action<StylizeProgress>? act = null) : IProgress<StylizeProgress>
    {
        public void Report(StylizeProgress value)
        {
            heard.Add(value);
            act?.Invoke(value);
        }
    }
}
