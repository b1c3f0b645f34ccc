using OnnxStyle.Imaging;
using OnnxStyle.Onnx;
using OnnxStyle.Reference;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer.Tests;

/// <summary>Pyramid, positions, regions and points of STROTSS.</summary>
public sealed class StrotssPartsTests
{
    [Theory]
    [InlineData(64, 43, false)]
    [InlineData(64, 43, true)]
    [InlineData(33, 50, false)]
    [InlineData(5, 3, true)]
    public void The_pyramid_is_the_picture_and_its_gradient_the_adjoint(int width, int height, bool alignCorners)
    {
        LaplacianPyramid pyramid = new(width, height, alignCorners);
        float[] picture = Numbers(3 * width * height, 1), back = new float[picture.Length];
        pyramid.Merge(pyramid.Split(picture), back);
        Assert.Equal(picture, back, (a, b) => Math.Abs(a - b) < 1e-5);
        float[] x = Numbers(pyramid.Length, 2), y = Numbers(picture.Length, 3), merged = new float[picture.Length], adjoint = new float[pyramid.Length];
        pyramid.Merge(x, merged);
        pyramid.MergeAdjoint(y, adjoint);
        double left = Dot(merged, y), right = Dot(x, adjoint), size = Math.Sqrt(Dot(merged, merged) * Dot(y, y));
        const double Float32 = 1e-6;
        Assert.Equal(left, right, Float32 * size);
    }

    [Fact]
    public void Bilinear_places_are_those_of_the_definition()
    {
        float[] ramp = [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2, 3], half = new float[6], twice = new float[24];
        new BilinearMap(4, 1, 2, 1, false).Apply(ramp, half);
        Assert.Equal([0.5f, 2.5f], half[..2]);
        new BilinearMap(4, 1, 8, 1, false).Apply(ramp, twice);
        Assert.Equal([0, 0.25f, 0.75f, 1.25f, 1.75f, 2.25f, 2.75f, 3], twice[..8], (a, b) => Math.Abs(a - b) < 1e-6);
        new BilinearMap(4, 1, 8, 1, true).Apply(ramp, twice);
        Assert.Equal(Enumerable.Range(0, 8).Select(i => i * 3f / 7), twice[..8], (a, b) => Math.Abs(a - b) < 1e-6);
    }

    [Theory]
    [InlineData(9, 7, 0)]
    [InlineData(19, 15, 1)]
    [InlineData(35, 21, 3)]
    [InlineData(150, 140, 1)] // 5250 positions: gathered
    public void Samples_are_interpolated_at_halved_positions(int width, int height, int halvings)
    {
        const int Count = 6, Channels = 2;
        int mapWidth = width >> halvings, mapHeight = height >> halvings;
        float[] map = Numbers(Channels * mapWidth * mapHeight, 1);
        int[] pixels = [0, (width * height) - 1, width - 1, (height / 2 * width) + (width / 3), (3 * width) + 5, 3 * width];
        GraphBuilder graph = new();
        Value features = graph.Input("map", new Shape(1, Channels, mapHeight, mapWidth)), rows = graph.Input("rows", new Shape(mapWidth * mapHeight, Channels));
        SampleInputs inputs = new(graph, "at", Count, width);
        graph.Output(inputs.FromMap(features, halvings), "fromMap");
        graph.Output(inputs.FromRows(rows, mapWidth, mapHeight, halvings), "fromRows");
        Dictionary<string, double[]> values = new() { ["map"] = [.. map.Select(v => (double)v)], ["rows"] = new double[map.Length] };
        for (int i = 0; i < mapWidth * mapHeight; i++) for (int c = 0; c < Channels; c++) values["rows"][(i * Channels) + c] = map[(c * mapWidth * mapHeight) + i];
        inputs.Set(new int[Count]); // what an earlier step left must not show
        inputs.Set(pixels);
        foreach ((string name, Tensor tensor) in inputs.Tensors) values[name] = ReferenceEvaluator.Doubles(tensor);
        IReadOnlyDictionary<string, double[]> found = ReferenceEvaluator.Run(graph.Build(), values);
        for (int c = 0; c < Channels; c++)
            for (int i = 0; i < Count; i++)
            {
                double x = Math.Min((pixels[i] % width) / (double)(1 << halvings), mapWidth - 1), y = Math.Min((pixels[i] / width) / (double)(1 << halvings), mapHeight - 1);
                double expected = 0;
                for (int py = 0; py < mapHeight; py++)
                    for (int px = 0; px < mapWidth; px++)
                        expected += Math.Max(0, 1 - Math.Abs(px - x)) * Math.Max(0, 1 - Math.Abs(py - y)) * map[(((c * mapHeight) + py) * mapWidth) + px];
                Assert.Equal(expected, found["fromMap"][(c * Count) + i], 1e-6);
                Assert.Equal(expected, found["fromRows"][(i * Channels) + c], 1e-6);
            }
    }

    [Fact]
    public void Every_sample_of_a_region_lies_inside_it()
    {
        LabelMap content = Discs(120, 90), style = Discs(100, 130);
        RegionPlan plan = RegionPlan.Of(Inputs(content, style), 0.005, []);
        IReadOnlyList<SampledRegion> regions = plan.At(80, 60, 64, 83);
        Assert.Equal(2, regions.Count);
        LabelMap small = content.Resize(80, 60), smallStyle = style.Resize(64, 83);
        for (int r = 0; r < 2; r++)
        {
            int counted = 0, inside = 0;
            for (int seed = 0; seed < 20; seed++)
            {
                int[] here = regions[r].DrawContent(300, new Random(seed), new Random(seed)), there = regions[r].DrawStyle(300, new Random(seed));
                Assert.Equal((300, 300), (here.Length, there.Length));
                counted += 600;
                inside += here.Count(pixel => small.Labels[pixel] == r) + there.Count(pixel => smallStyle.Labels[pixel] == r);
            }

            Assert.Equal(counted, inside);
        }
    }

    [Fact]
    public void A_grid_of_a_large_picture_is_regular_and_its_samples_are_distinct()
    {
        SampledRegion all = new("all", 512, [.. Enumerable.Range(0, 512 * 340)], [0]);
        int[] drawn = all.DrawContent(1024, new Random(1), new Random(1));
        Assert.Equal(1024, drawn.Distinct().Count());
        Assert.Single(drawn.Select(pixel => pixel % 512 % 3).Distinct()); // sqrt(512 * 340 / 128^2) = 3.26: 3 across, 4 down
        Assert.Single(drawn.Select(pixel => pixel / 512 % 4).Distinct());
        Assert.NotEqual(drawn, all.DrawContent(1024, new Random(2), new Random(2)));
    }

    [Fact]
    public void Areas_are_reported_and_small_or_lonely_regions_take_the_whole_style()
    {
        byte[] here = new byte[1000], there = new byte[1000];
        here.AsSpan(0, 500).Fill(1);
        here.AsSpan(500, 3).Fill(2);
        here.AsSpan(503, 97).Fill(3);
        there.AsSpan(0, 400).Fill(1);
        there.AsSpan(400, 200).Fill(2);
        LabelMap content = new(100, 10, here, LabelPalette.GreyLevels), style = new(100, 10, there, LabelPalette.GreyLevels);
        List<string> notes = [];
        RegionPlan plan = RegionPlan.Of(Inputs(content, style), 0.005, notes);
        Assert.Equal(4, notes.Count);
        Assert.Contains("region grey 1: 50 % of the content, 40 % of the style", notes);
        Assert.Contains(notes, note => note.StartsWith("region grey 2: 0.3 % of the content, 20 % of the style; less than 0.5 %", StringComparison.Ordinal));
        IReadOnlyList<SampledRegion> regions = plan.At(100, 10, 100, 10);
        Assert.Equal(["grey 0", "grey 1", "rest"], regions.Select(region => region.Name));
        Assert.Equal([400, 500, 100], regions.Select(region => region.Content.Length));
        Assert.Equal([400, 400, 1000], regions.Select(region => region.Style.Length));
        LabelMap other = new(100, 10, [.. Enumerable.Repeat((byte)9, 1000)], LabelPalette.GreyLevels);
        Assert.Throws<OptionsException>(() => RegionPlan.Of(Inputs(content, other), 0.005, []));
    }

    [Fact]
    public void A_pair_becomes_nine_and_belongs_to_the_region_of_its_content_point()
    {
        RegionPlan plan = RegionPlan.Of(Inputs(Discs(120, 90), Discs(100, 130)), 0.005, []);
        PointPair second = new(90, 45, 10, 20);
        IReadOnlyList<RegionSamples> samples = RegionSamples.Of(plan.At(60, 45, 50, 65), new StrotssOptions { PointSpacing = 0.05 }, [second], (120, 90), (60, 45), (100, 130), (50, 65));
        Assert.Equal([0, 9], samples.Select(region => region.Pairs.Count));
        Assert.Contains((((22 * 60) + 45), ((10 * 50) + 5)), samples[1].Pairs);
        Assert.Contains((((19 * 60) + 42), ((7 * 50) + 2)), samples[1].Pairs); // 0.05 of 60 and of 65 pixels: 3 and 3
    }

    [Theory]
    [InlineData("{}", "no list")]
    [InlineData("[]", "empty")]
    [InlineData("[{\"content\": [1, 2]}]", "pair 1 is {\"content\": [1, 2]}")]
    [InlineData("[{\"content\": [1, 2], \"style\": [1, \"x\"]}]", "pair 1")]
    [InlineData("[", "cannot be read")]
    public void Wrong_pairs_are_named(string json, string part) =>
        Assert.Contains(part, Assert.Throws<OptionsException>(() => PointPair.ParseJson(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Pairs_are_read()
    {
        Assert.Equal([new PointPair(1, 2.5, 3, 4)], PointPair.ParseJson("[{\"content\": [1, 2.5], \"style\": [3, 4]}]"));
        StrotssInputs outside = new() { Content = new Image(10, 8), Style = new Image(9, 9), Points = [new PointPair(10, 2, 3, 4)] };
        Assert.Contains("within 10 x 8 pixels", Assert.Throws<OptionsException>(outside.Validate).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(512, 341, 64, new[] { 64, 128, 256, 512 })]
    [InlineData(300, 200, 64, new[] { 75, 150, 300 })]
    [InlineData(400, 100, 64, new[] { 200, 400 })] // the shorter side stays at 32 or more
    [InlineData(96, 40, 64, new[] { 96 })]
    public void Scales_double_up_to_the_wanted_size(int width, int height, int smallest, int[] expected) =>
        Assert.Equal(expected, StrotssRun.Scales(width, height, smallest).Select(size => Math.Max(size.Width, size.Height)));

    private static StrotssInputs Inputs(LabelMap content, LabelMap style) =>
        new() { Content = new Image(120, 90), Style = new Image(100, 130), ContentRegions = content, StyleRegions = style };

    // Label 0: two discs; label 1: all else.
    private static LabelMap Discs(int width, int height)
    {
        byte[] labels = new byte[width * height];
        for (int i = 0; i < labels.Length; i++)
        {
            double x = i % width / (double)width, y = i / width / (double)height;
            labels[i] = (byte)(Math.Pow(x - 0.3, 2) + Math.Pow(y - 0.3, 2) < 0.02 || Math.Pow(x - 0.7, 2) + Math.Pow(y - 0.8, 2) < 0.02 ? 0 : 1);
        }

        return new LabelMap(width, height, labels, LabelPalette.GreyLevels);
    }

    private static float[] Numbers(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle())];
    }

    private static double Dot(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();
}
