using System.Text;
using OnnxStyle.Imaging;
using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender.Tests;

/// <summary>Small models made here: their vectors can be said by hand.</summary>
public sealed class EmbeddingTests : IDisposable
{
    private const int Free = 77; // an extent that no other has, for one that a file leaves free
    private const double Rounding = 2e-5; // single precision means of about a thousand pixels
    private const double HalfRounding = 2e-3; // values below 4 in half precision
    private static readonly double[] Mean = [0.5, 0.25, 0.125], Deviation = [2, 0.5, 0.25];
    private readonly string folder = Directory.CreateTempSubdirectory("onnxstyle-embedding").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    // The mean of each channel of what the model is given, by whatever way.
    public static TheoryData<string, bool, ElementType, bool> Models => new()
    {
        { "vector", true, ElementType.Float32, false },
        { "vector", false, ElementType.Float32, false },
        { "vector", true, ElementType.Float16, false },
        { "vector", false, ElementType.Float16, true },
        { "map", true, ElementType.Float32, true },
        { "map", false, ElementType.Float32, true },
        { "flat", true, ElementType.Float32, true },
        { "tokens", true, ElementType.Float32, true },
        { "tokens", false, ElementType.Float32, false },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void Layout_size_and_type_follow_from_the_model(string kind, bool channelsFirst, ElementType type, bool free)
    {
        string path = Save(Means(kind, channelsFirst, type, free ? Free : 24, free ? Free : 40), free);
        EmbeddingOptions options = new() { Model = path, Side = 28, Scale = 4, Mean = Mean, Deviation = Deviation };
        using EmbeddingModel model = new(options, new SessionOptions());
        Assert.Equal((3, free ? 28 : 40), (model.Size, model.Side));
        Image picture = Picture(33, 45);
        float[] found = model.Embed(picture, PictureFit.Stretch, TestContext.Current.CancellationToken);
        Image seen = ImageResize.Resize(picture, free ? 28 : 40, free ? 28 : 24);
        for (int c = 0; c < 3; c++)
            Assert.Equal(((seen.Channel(c).ToArray().Average(v => (double)v) * 4) - Mean[c]) / Deviation[c], found[c], type == ElementType.Float16 ? 16 * HalfRounding : 16 * Rounding);
    }

    [Fact]
    public void Colours_can_come_blue_first_or_grey()
    {
        Image picture = Picture(20, 20);
        double[] means = [.. Enumerable.Range(0, 3).Select(c => picture.Channel(c).ToArray().Average(v => (double)v))];
        using EmbeddingModel blue = new(new EmbeddingOptions { Model = Save(Means("vector", true, ElementType.Float32, 20, 20)), BlueFirst = true, Mean = Mean }, new SessionOptions());
        float[] found = blue.Embed(picture, PictureFit.Stretch, TestContext.Current.CancellationToken);
        for (int c = 0; c < 3; c++) Assert.Equal(means[2 - c] - Mean[2 - c], found[c], Rounding);

        using EmbeddingModel grey = new(new EmbeddingOptions { Model = Save(Means("rows", true, ElementType.Float32, 20, 20, channels: 1)) }, new SessionOptions());
        Assert.Equal(20, grey.Size);
        float[] rows = grey.Embed(picture, PictureFit.Stretch, TestContext.Current.CancellationToken);
        Assert.Equal((0.299 * means[0]) + (0.587 * means[1]) + (0.114 * means[2]), rows.Average(), Rounding);
    }

    public static TheoryData<string, string, EmbeddingOptions> Mistakes => new()
    {
        { "missing", "is not there", new EmbeddingOptions { Model = "" } },
        { "rubbish", "cannot be loaded", new EmbeddingOptions { Model = "" } },
        { "two inputs", "has 2 inputs ('image' Float32 [1, 3, 8, 8], 'more' Float32 [1])", new EmbeddingOptions { Model = "" } },
        { "no picture", "a picture is expected", new EmbeddingOptions { Model = "" } },
        { "batch", "takes 'image' Float32 [2, 3, 8, 8]", new EmbeddingOptions { Model = "" } },
        { "five channels", "does not say where its colours are", new EmbeddingOptions { Model = "" } },
        { "five channels", "5 channels in that layout", new EmbeddingOptions { Model = "", Layout = EmbeddingLayout.ChannelsFirst } },
        { "either", "does not say where its colours are", new EmbeddingOptions { Model = "" } },
        { "two outputs", "has 2 outputs ('a' Float32 [1, 3], 'b' Float32 [1, 3]); name the one to take", new EmbeddingOptions { Model = "" } },
        { "two outputs", "has no output 'c'", new EmbeddingOptions { Model = "", Output = "c" } },
        { "number", "gives 'out' [1]; a vector of 2 to", new EmbeddingOptions { Model = "" } },
        { "not finite", "not finite", new EmbeddingOptions { Model = "" } },
        { "whole numbers", "gives 'out' Int64 [1, 3]", new EmbeddingOptions { Model = "" } },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Models_that_do_not_fit_are_named_with_what_was_expected(string which, string words, EmbeddingOptions options)
    {
        string path = Wrong(which);
        EmbeddingModelException error = Assert.Throws<EmbeddingModelException>(() =>
        {
            using EmbeddingModel model = new(options with { Model = path }, new SessionOptions());
            model.Embed(Picture(9, 9), PictureFit.Crop, TestContext.Current.CancellationToken);
        });
        Assert.Contains(words, error.Message, StringComparison.Ordinal);
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void An_index_measures_pictures_by_the_model_and_adds_works_with_it()
    {
        for (int i = 0; i < 6; i++) ImageFile.Save(Flat(i), Path.Combine(folder, $"{i}.png"));
        EmbeddingOptions embedding = new() { Model = Save(Means("vector", false, ElementType.Float32, 16, 16)), Scale = 255 };
        PictureOptions pictures = new() { Folder = folder, Side = 32, Embedding = embedding };
        string path = Path.Combine(folder, "index");
        ArtIndexBuilder.Build(Works(0, 5), path, new IndexOptions { Pictures = pictures });
        ArtIndexBuilder.Add(Works(5, 6), path);
        using ArtIndex index = ArtIndex.Open(path);

        // Centred and divided by their deviations over the first five, the means of the channels decide.
        double[][] means = [.. Enumerable.Range(0, 6).Select(i => Enumerable.Range(0, 3).Select(c => 255.0 * Flat(i).Channel(c)[0]).ToArray())];
        double[] mean = [.. Enumerable.Range(0, 3).Select(c => means[..5].Average(row => row[c]))];
        double[] deviation = [.. Enumerable.Range(0, 3).Select(c => Math.Sqrt(means[..5].Average(row => Math.Pow(row[c] - mean[c], 2))))];
        double[] Standard(int i) => [.. Enumerable.Range(0, 3).Select(c => (means[i][c] - mean[c]) / deviation[c])];
        double Cosine(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum() / Math.Sqrt(a.Sum(x => x * x) * b.Sum(x => x * x));
        foreach (Recommendation found in index.Query("0", new QueryOptions { Alpha = 0 }))
            Assert.Equal(1 - Cosine(Standard(0), Standard(int.Parse(found.Work.Id))), found.Distance, 0.01); // files hold 8 bits

        Assert.Throws<IndexFormatException>(() =>
        {
            Save(Means("map", false, ElementType.Float32, 16, 16), name: Path.GetFileName(embedding.Model)); // another model of that name
            File.WriteAllText(Path.Combine(folder, "7.png"), "");
            ArtIndexBuilder.Add(Works(7, 8), path);
        });
    }

    [Fact]
    public void Options_out_of_range_are_all_named()
    {
        EmbeddingOptions embedding = new() { Model = "", Side = 1, Scale = 0, Mean = [1], Deviation = [1, 0, 1], Layout = (EmbeddingLayout)9 };
        Assert.Equal(6, Assert.Throws<OptionsException>(() => new IndexOptions { Pictures = new PictureOptions { Folder = ".", Embedding = embedding } }.Validate()).Problems.Count);
    }

    private static Catalogue Works(int first, int end) =>
        Catalogue.Read(Encoding.UTF8.GetBytes("id\n" + string.Concat(Enumerable.Range(first, end - first).Select(i => $"{i}\n"))), "works.csv");

    private static Image Picture(int width, int height)
    {
        Image image = new(width, height);
        for (int c = 0; c < 3; c++)
            for (int i = 0; i < image.PixelCount; i++) image.Channel(c)[i] = 0.2f + (0.25f * c) + (0.1f * (i % width) / width);
        return image;
    }

    private static Image Flat(int i) => Image.Filled(20, 20, i * 37 % 101 / 101f, i * 59 % 103 / 103f, i * 71 % 97 / 97f);

    private static Graph Means(string kind, bool channelsFirst, ElementType type, int height, int width, int channels = 3)
    {
        GraphBuilder graph = new();
        Value picture = graph.Input("image", channelsFirst ? new Shape(1, channels, height, width) : new Shape(1, height, width, channels), type);
        Value x = type == ElementType.Float32 ? picture : graph.Cast(picture, ElementType.Float32);
        long[] places = channelsFirst ? [2, 3] : [1, 2];
        Value result = kind switch
        {
            "vector" => graph.ReduceMean(x, places, keepDims: false), // [1, 3]
            "map" => graph.Mul(x, graph.Scalar(1)), // as it came
            "flat" => graph.ReduceMean(x, [0, .. places], keepDims: false), // [3]
            "rows" => graph.ReduceMean(x, [1, 3], keepDims: false), // [1, H]
            _ => channelsFirst ? graph.Transpose(graph.ReduceMean(x, [2], keepDims: false), [0, 2, 1]) : graph.ReduceMean(x, [1], keepDims: false), // [1, W, 3]
        };
        graph.Output(type == ElementType.Float32 ? result : graph.Cast(result, type), "out");
        return graph.Build();
    }

    private string Wrong(string which)
    {
        GraphBuilder graph = new();
        Value Image(params long[] dims) => graph.Input("image", new Shape(dims));
        switch (which)
        {
            case "missing": return Path.Combine(folder, "nowhere.onnx");
            case "rubbish":
                File.WriteAllText(Path.Combine(folder, "rubbish.onnx"), "no model");
                return Path.Combine(folder, "rubbish.onnx");
            case "two inputs":
                graph.Output(graph.Add(graph.ReduceMean(Image(1, 3, 8, 8), [2, 3], keepDims: false), graph.Input("more", new Shape(1))), "out");
                break;
            case "no picture": graph.Output(graph.Mul(Image(1, 8), graph.Scalar(2)), "out"); break;
            case "batch": graph.Output(graph.ReduceMean(Image(2, 3, 8, 8), [2, 3]), "out"); break;
            case "five channels": graph.Output(graph.ReduceMean(Image(1, 5, 8, 8), [2, 3]), "out"); break;
            case "either": graph.Output(graph.ReduceMean(Image(1, 3, 8, 3), [2, 3]), "out"); break;
            case "two outputs":
                Value picture = Image(1, 3, 8, 8);
                graph.Output(graph.ReduceMean(picture, [2, 3], keepDims: false), "a");
                graph.Output(graph.Mul(graph.ReduceMean(picture, [2, 3], keepDims: false), graph.Scalar(2)), "b");
                break;
            case "number": graph.Output(graph.ReduceMean(Image(1, 3, 8, 8), [1, 2, 3], keepDims: false), "out"); break;
            case "not finite": graph.Output(graph.Div(graph.ReduceMean(Image(1, 3, 8, 8), [2, 3], keepDims: false), graph.Scalar(0)), "out"); break;
            default: graph.Output(graph.Cast(graph.ReduceMean(Image(1, 3, 8, 8), [2, 3], keepDims: false), ElementType.Int64), "out"); break;
        }

        return Save(graph.Build());
    }

    // Where extents are free, {dim_value: 77} of each becomes {dim_param: ""} in the bytes: ONNX's way to say nothing.
    private string Save(Graph graph, bool free = false, string? name = null)
    {
        string path = Path.Combine(folder, name ?? $"{Guid.NewGuid():N}.onnx");
        byte[] bytes = OnnxWriter.Write(graph);
        for (int i = 0; free && i + 3 < bytes.Length; i++)
            if (bytes.AsSpan(i, 4).SequenceEqual((byte[])[0x0A, 2, 0x08, Free])) (bytes[i + 2], bytes[i + 3]) = (0x12, 0);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
