using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer.Tests;

/// <summary>Whole paintings by STROTSS.</summary>
public sealed class StrotssTests : IDisposable
{
    private static readonly StrotssOptions Tiny = new()
    {
        Engine = new EngineOptions { Encoder = "encoder" },
        LongSide = 64,
        SmallestSide = 32,
        Iterations = 20,
        Samples = 128,
        StyleSamples = 128,
    };

    private readonly string folder = Directory.CreateTempSubdirectory("onnxstyle-strotss-").FullName;

    private static StrotssInputs Inputs => new() { Content = Pictures.Content(64, 64), Style = Pictures.Style(64, 64) };

    public void Dispose() => Directory.Delete(folder, true);

    [Fact]
    public void A_painting_gets_better_and_its_report_says_how()
    {
        StrotssResult result = StrotssPainting.Run(Inputs, Tiny);
        RunReport report = result.Report;
        Assert.Equal((64, 64), (result.Picture.Width, result.Picture.Height));
        Assert.Equal([32, 64], report.Levels.Select(level => level.Width));
        Assert.Equal(40, report.Log.Count);
        LossRow[] first = [.. report.Log.Where(row => row.Level == 0)];
        Assert.True(first[^5..].Average(row => row.Total) < 0.9 * first[..3].Average(row => row.Total), $"{first[0].Total} to {first[^1].Total}");
        Assert.Equal(["content", "transport", "moments", "palette"], first[0].Losses.Select(loss => loss.Name));
        Assert.Equal(report.Measures["style"], report.Measures["transport"] + report.Measures["moments"] + report.Measures["palette"], 1e-12);
        Assert.Equal(Tiny, StrotssOptions.FromJson(report.ToJson()) with { Engine = Tiny.Engine, Layers = Tiny.Layers });
    }

    [Fact]
    public void The_same_seed_paints_the_same_bits_and_a_resumed_run_too()
    {
        float[] whole = StrotssPainting.Run(Inputs, Tiny).Picture.Planar;
        Assert.Equal(whole, StrotssPainting.Run(Inputs, Tiny).Picture.Planar);
        Assert.NotEqual(whole, StrotssPainting.Run(Inputs, Tiny with { Seed = 2 }).Picture.Planar);
        string file = Path.Combine(folder, "at.checkpoint");
        using CancellationTokenSource stop = new();
        StrotssResult early = StrotssPainting.Run(Inputs, Tiny, new Stop(27, stop), cancellationToken: stop.Token);
        Assert.True(early.Report.Cancelled);
        early.Checkpoint!.Save(file);
        StrotssResult resumed = StrotssPainting.Run(Inputs, resume: Checkpoint.Load(file));
        Assert.Equal(40, resumed.Report.Log.Count);
        Assert.Equal(whole, resumed.Picture.Planar);
        using StyleTransfer other = new(new StylizeOptions { Engine = Tiny.Engine });
        StylizeInputs pictures = new() { Content = Inputs.Content, Styles = [Inputs.Style] };
        Assert.Throws<CheckpointException>(() => other.Run(pictures, resume: Checkpoint.Load(file)));
        StrotssInputs changed = Inputs with { Style = Pictures.Content(64, 64) };
        Assert.Throws<CheckpointException>(() => StrotssPainting.Run(changed, resume: Checkpoint.Load(file)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Positions_are_drawn_anew_in_each_step_but_not_as_published(bool asPublished)
    {
        StrotssOptions options = Tiny with { AsPublished = asPublished, Samples = 64, StyleSamples = 64 };
        PaintEngine engine = new(options.Engine);
        Image content = ImageResize.Resize(Pictures.Content(), 300, 300), style = Pictures.Style();
        StyleMaps here = StyleMaps.Of(engine, content, options.Layers, default), there = StyleMaps.Of(engine, style, options.Layers, default);
        SampledRegion all = RegionPlan.Of(new StrotssInputs { Content = content, Style = style }, 0, []).At(300, 300, style.Width, style.Height)[0];
        RegionSamples[] samples = [new RegionSamples(all, 64, 64, [])];
        StrotssGraph graph = new(engine, options, here, there, samples, 1);
        LaplacianPyramid pyramid = new(300, 300, asPublished);
        int evaluation = 0;
        using StrotssObjective objective = new(engine, graph, pyramid, samples, options, 0, default) { Evaluation = () => evaluation };
        float[] gradient = new float[pyramid.Length], variables = pyramid.Split(content.Planar);
        HashSet<string> styles = [], offsets = [], outputs = [];
        for (evaluation = 0; evaluation < 6; evaluation++)
        {
            objective.Evaluate(variables, gradient);
            styles.Add(string.Join(' ', Places(graph.Positions[0].Style)));
            long[] output = Places(graph.Positions[0].Content);
            outputs.Add(string.Join(' ', output));
            offsets.Add($"{output[0] % 300 % 2} {output[0] / 300 % 3}"); // sqrt(90000 / 128^2) = 2.34
        }

        Assert.Equal(6, outputs.Count); // the order is new in any case
        Assert.Equal(asPublished ? 1 : 6, styles.Count);
        if (asPublished) Assert.Single(offsets);
        else Assert.True(offsets.Count > 1);
    }

    [Fact]
    public void Guided_points_take_the_colour_of_their_partners()
    {
        // Left red and right blue in the style; the content is one grey with a soft slope, so nothing but guidance says which half becomes which.
        Image style = Halves(64, (0.8f, 0.15f, 0.1f), (0.1f, 0.2f, 0.8f)), content = Halves(64, (0.45f, 0.45f, 0.45f), (0.55f, 0.55f, 0.55f));
        StrotssOptions options = Tiny with { Iterations = 80, Alpha = 0.5 };
        PointPair[] pairs = [new(12, 20, 50, 20), new(12, 44, 50, 44), new(52, 20, 14, 20), new(52, 44, 14, 44)];
        StrotssInputs plain = new() { Content = content, Style = style };
        double without = Far(StrotssPainting.Run(plain, options).Picture), with = Far(StrotssPainting.Run(plain with { Points = pairs }, options).Picture);
        const double Margin = 0.1; // the two colours are 0.45 apart in the mean of a channel; by chance points get a quarter of the way as well
        Assert.True(with < without - Margin, $"{with} with guidance, {without} without");

        double Far(Image picture) => pairs.Average(pair => Enumerable.Range(0, 3).Sum(c =>
            Math.Abs(picture.Channel(c)[((int)pair.ContentY * 64) + (int)pair.ContentX] - style.Channel(c)[((int)pair.StyleY * 64) + (int)pair.StyleX])) / 3);
    }

    [Fact]
    public void Regions_take_the_colours_of_their_partners_and_points_work_in_the_same_run()
    {
        Image style = Halves(64, (0.8f, 0.15f, 0.1f), (0.1f, 0.2f, 0.8f)), content = Pictures.Content(64, 64);
        LabelMap Map(byte left, byte right) => new(64, 64, [.. Enumerable.Range(0, 64 * 64).Select(i => i % 64 < 32 ? left : right)], LabelPalette.GreyLevels);
        StrotssInputs inputs = new() { Content = content, Style = style, ContentRegions = Map(1, 2), StyleRegions = Map(2, 1), Points = [new(10, 10, 50, 50)] };
        StrotssResult result = StrotssPainting.Run(inputs, Tiny with { Iterations = 40, Alpha = 0.25, SmallestSide = 64 });
        double Mean(int c, bool left) => Enumerable.Range(0, 64 * 64).Where(i => i % 64 < 32 == left).Average(i => result.Picture.Channel(c)[i]);
        Assert.True(Mean(2, true) > Mean(0, true) + 0.2 && Mean(0, false) > Mean(2, false) + 0.2, $"left {Mean(0, true)}, {Mean(2, true)}; right {Mean(0, false)}, {Mean(2, false)}");
        Assert.Equal(2, result.Report.Notes.Count(note => note.StartsWith("region grey", StringComparison.Ordinal)));
    }

    [Fact]
    public void More_alpha_keeps_more_of_the_content_and_less_of_the_style()
    {
        AlphaTable table = AlphaTable.Run(Inputs, Tiny with { Iterations = 40, SmallestSide = 64 }, [0, 0.25, 1]);
        string rows = string.Join("; ", table.Rows);
        for (int i = 1; i < table.Rows.Count; i++)
        {
            Assert.True(table.Rows[i].SelfSimilarity < table.Rows[i - 1].SelfSimilarity, rows);
            Assert.True(table.Rows[i].Style > table.Rows[i - 1].Style, rows);
        }

        Assert.True(table.Sheet(Inputs).Width > 3 * 200);
    }

    [Fact]
    public void Wrong_options_are_listed_together()
    {
        OptionsException error = Assert.Throws<OptionsException>(() => StrotssPainting.Run(Inputs, new StrotssOptions { Alpha = -1, LongSide = 8, Samples = 2, PointWeight = 0 }));
        Assert.Equal(4, error.Problems.Count);
        Assert.Throws<OptionsException>(() => StrotssPainting.Run(Inputs with { ContentRegions = new LabelMap(1, 1, [0], LabelPalette.GreyLevels) }, Tiny));
    }

    private static long[] Places(SampleInputs inputs) => ((Tensor<long>)inputs.Tensors.First(pair => pair.Name.EndsWith("index0", StringComparison.Ordinal)).Tensor).Span.ToArray();

    private static Image Halves(int side, (float R, float G, float B) left, (float R, float G, float B) right)
    {
        Image image = new(side, side);
        for (int i = 0; i < side * side; i++)
        {
            (float r, float g, float b) = i % side < side / 2 ? left : right;
            float shade = 0.03f * MathF.Sin((i % side * 0.9f) + (i / side * 0.7f));
            (image.Channel(0)[i], image.Channel(1)[i], image.Channel(2)[i]) = (r + shade, g + shade, b + shade);
        }

        return image;
    }

    private sealed class Stop(int after, CancellationTokenSource source) : IProgress<StylizeProgress>
    {
        private int seen;

        public void Report(StylizeProgress value)
        {
            if (value.Row is not null && ++seen == after) source.Cancel();
        }
    }
}
