using OnnxStyle.Imaging;
using OnnxStyle.Networks;
using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training.Tests;

/// <summary>Features against their definitions in double, written as loops.</summary>
public sealed class FeatureTests : IDisposable
{
    private static readonly string[] Layers = ["relu1_1", "relu2_1"];
    private readonly Paintings paintings = new();

    public void Dispose() => paintings.Dispose();

    [Theory]
    [InlineData(FeatureKind.Mean, 33)]
    [InlineData(FeatureKind.Moments, 33)]
    [InlineData(FeatureKind.Moments, 16)]
    [InlineData(FeatureKind.Gram, 33)]
    [InlineData(FeatureKind.Histogram, 33)]
    public void Features_are_what_they_are_called(FeatureKind kind, int side)
    {
        FeatureOptions options = new() { Kind = kind, Layers = Layers, Side = side };
        using FeatureExtractor extractor = new(options);
        Image picture = PictureFrame.Fit(Paintings.Texture(2, 5, 61, 47), side, side, PictureFit.Crop);
        float[] found = extractor.Extract([picture])[0];
        double[] wanted = kind == FeatureKind.Histogram ? Histogram(picture) : [.. Layers.SelectMany(layer => Define(kind, Map(picture, layer)))];
        Assert.Equal(wanted.Length, found.Length);
        Assert.Equal(extractor.Size, found.Length);
        double largest = wanted.Max();
        for (int i = 0; i < wanted.Length; i++) Assert.True(Math.Abs(wanted[i] - found[i]) <= 1.1e-4 + (1e-5 * largest), $"feature {i}: {wanted[i]} and {found[i]}"); // 1e-4 is the root of the constant under every root
        Assert.True(found.Distinct().Count() > found.Length / 20, "features that are all the same say nothing");
    }

    [Fact]
    public void A_picture_has_the_same_features_alone_and_among_others()
    {
        using FeatureExtractor extractor = new(new FeatureOptions { Layers = Layers, Side = 32 });
        Image[] pictures = [.. Enumerable.Range(0, FeatureExtractor.BatchSize + 1).Select(i => Paintings.Texture(i % 3, i, 32, 32))];
        IReadOnlyList<float[]> together = extractor.Extract(pictures);
        for (int i = 0; i < pictures.Length; i++) Assert.Equal(extractor.Extract([pictures[i]])[0], together[i]);
    }

    [Fact]
    public void Features_are_kept_and_a_damaged_file_is_made_again()
    {
        IReadOnlyList<LabeledPicture> pictures = PictureClasses.FromFolder(paintings.Classes(3, "a", "b"));
        using FeatureExtractor extractor = new(new FeatureOptions { Layers = Layers, Side = 32 });
        List<string> problems = [];
        FeatureTable first = FeatureReader.Read(pictures, extractor, new FeatureCache(paintings.At("kept")), problems);
        string[] files = [.. Directory.EnumerateFiles(paintings.At("kept"), "*", SearchOption.AllDirectories).Order()];
        Assert.Equal(6, files.Length);
        byte[] bytes = File.ReadAllBytes(files[0]);
        bytes[7] ^= 1;
        File.WriteAllBytes(files[0], bytes);
        File.WriteAllBytes(files[1], bytes[..100]);
        FeatureCache again = new(paintings.At("kept"));
        FeatureTable second = FeatureReader.Read(pictures, extractor, again, problems);
        Assert.Equal((4, 0), (again.Found, problems.Count));
        for (int i = 0; i < 6; i++) Assert.Equal(first.Rows[i], second.Rows[i]);
    }

    [Fact]
    public void Another_option_is_another_fingerprint()
    {
        FeatureOptions options = new() { Layers = Layers, Side = 32 };
        FeatureOptions[] all = [options, options with { Side = 33 }, options with { Kind = FeatureKind.Mean }, options with { Fit = PictureFit.Crop }, options with { TrimBorders = false }, options with { Layers = ["relu1_1"] }];
        Assert.Equal(all.Length, all.Select(one =>
        {
            using FeatureExtractor extractor = new(one);
            return extractor.Fingerprint;
        }).Distinct().Count());
    }

    [Fact]
    public void Damaged_and_repeated_pictures_are_named_and_left_out()
    {
        string folder = paintings.Classes(3, "a", "b");
        File.WriteAllBytes(Path.Combine(folder, "a", "broken.png"), File.ReadAllBytes(Path.Combine(folder, "a", "0.png"))[..40]);
        File.Copy(Path.Combine(folder, "a", "1.png"), Path.Combine(folder, "b", "same.png"));
        using FeatureExtractor extractor = new(new FeatureOptions { Layers = Layers, Side = 32 });
        List<string> problems = [];
        FeatureTable table = FeatureReader.Read(PictureClasses.FromFolder(folder), extractor, new FeatureCache(null), problems);
        Assert.Equal(6, table.Rows.Count);
        Assert.Equal([0, 0, 0, 1, 1, 1], table.Classes);
        Assert.Contains(problems, text => text.Contains("broken.png", StringComparison.Ordinal));
        Assert.Contains(problems, text => text.Contains("same.png: is the same file as", StringComparison.Ordinal));
        Assert.Equal(2, problems.Count);
    }

    // [C][M] of a layer.
    private static double[][] Map(Image picture, string layer)
    {
        GraphBuilder graph = new();
        Encoder encoder = Encoder.Embedded();
        Value output = encoder.Append(graph, graph.Input("image", new Shape(1, 3, picture.Height, picture.Width)), [layer])[layer];
        graph.Output(output, "map");
        using Session session = Session.Create(graph.Build());
        Tensor<float> map = new(output.Shape);
        session.BindInput("image", picture.ToTensor());
        session.BindOutput("map", map);
        session.Run();
        int positions = (int)(output.Shape[2] * output.Shape[3]);
        return [.. map.Span.ToArray().Chunk(positions).Select(plane => Array.ConvertAll(plane, value => (double)value))];
    }

    private static IEnumerable<double> Define(FeatureKind kind, double[][] map)
    {
        double[] means = [.. map.Select(plane => plane.Average())];
        return kind switch
        {
            FeatureKind.Mean => means,
            FeatureKind.Moments => means.Concat(map.Select((plane, c) => Math.Sqrt(plane.Average(value => (value - means[c]) * (value - means[c]))))),
            _ => Enumerable.Range(0, map.Length).SelectMany(i => Enumerable.Range(i, map.Length - i).Select(j => Math.Sqrt(map[i].Zip(map[j], (a, b) => a * b).Average()))),
        };
    }

    private static double[] Histogram(Image picture)
    {
        double[] counts = new double[512];
        for (int i = 0; i < picture.PixelCount; i++)
        {
            double r = picture.Channel(0)[i], g = picture.Channel(1)[i], b = picture.Channel(2)[i];
            double[] axes = [(0.299 * r) + (0.587 * g) + (0.114 * b), (((-0.168736 * r) - (0.331264 * g) + (0.5 * b)) + 0.3) / 0.6, (((0.5 * r) - (0.418688 * g) - (0.081312 * b)) + 0.3) / 0.6];
            double[] at = [.. axes.Select(value => Math.Clamp(value, 0, 1) * 7)];
            for (int y = 0; y < 8; y++)
                for (int u = 0; u < 8; u++)
                    for (int v = 0; v < 8; v++)
                        counts[(((y * 8) + u) * 8) + v] += Math.Max(0, 1 - Math.Abs(at[0] - y)) * Math.Max(0, 1 - Math.Abs(at[1] - u)) * Math.Max(0, 1 - Math.Abs(at[2] - v));
        }

        Assert.Equal(picture.PixelCount, counts.Sum(), 1e-6);
        return [.. counts.Select(count => Math.Sqrt(count / picture.PixelCount))];
    }
}
