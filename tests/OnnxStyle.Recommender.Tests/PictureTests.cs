using System.Text;
using OnnxStyle.Imaging;
using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender.Tests;

public sealed class PictureTests : IDisposable
{
    private const int Side = 48;
    private readonly string folder = Directory.CreateTempSubdirectory("onnxstyle-pictures").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Vectors_are_the_moments_and_Gram_matrices_of_the_layers()
    {
        Image picture = Stripes(Side, Side, 7, 0.3f, horizontal: false);
        using PictureEmbedder embedder = new(Options() with { TextureLayers = ["relu2_1"] });
        PictureVectors vectors = embedder.Embed(picture);

        Networks.Encoder encoder = Networks.Encoder.Embedded();
        GraphBuilder graph = new();
        IReadOnlyDictionary<string, Value> layers = encoder.Append(graph, graph.Input("image", new Shape(1, 3, Side, Side)), ["relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_4"]);
        List<double> expected = [];
        double[] texture = [];
        foreach ((string name, Value value) in layers) graph.Output(value, $"{name}/out");
        using Session session = Session.Create(graph.Build());
        session.BindInput("image", picture.ToTensor());
        Dictionary<string, Tensor<float>> outputs = layers.ToDictionary(layer => layer.Key, layer => new Tensor<float>(layer.Value.Shape));
        foreach ((string name, Tensor<float> tensor) in outputs) session.BindOutput($"{name}/out", tensor);
        session.Run();
        foreach (string name in new[] { "relu1_1", "relu2_1", "relu3_1", "relu4_1", "relu5_4" })
        {
            (int channels, int positions) = ((int)outputs[name].Shape[1], (int)(outputs[name].Shape[2] * outputs[name].Shape[3]));
            float[] f = outputs[name].Span.ToArray();
            double[] means = [.. Enumerable.Range(0, channels).Select(c => f.Skip(c * positions).Take(positions).Average(v => (double)v))];
            expected.AddRange(means);
            if (name != "relu5_4") expected.AddRange(means.Select((mean, c) => Math.Sqrt(f.Skip(c * positions).Take(positions).Average(v => (v - mean) * (v - mean)))));
            if (name == "relu2_1")
            {
                texture = [.. Enumerable.Range(0, channels).SelectMany(a => Enumerable.Range(a, channels - a).Select(b =>
                    Enumerable.Range(0, positions).Sum(m => (double)f[(a * positions) + m] * f[(b * positions) + m]) / positions))];
                double length = Math.Sqrt(texture.Sum(v => v * v));
                texture = [.. texture.Select(v => v / length)];
            }
        }

        Assert.Equal(expected.Count, vectors.Features.Length);
        Assert.Equal(expected.Count, embedder.Blocks.Sum());
        double scale = expected.Max();
        for (int i = 0; i < expected.Count; i++) Assert.Equal(expected[i], vectors.Features[i], 1e-5 * scale); // single precision sums of up to 2,304 positions
        Assert.Equal(texture.Length, vectors.Texture.Length);
        for (int i = 0; i < texture.Length; i++) Assert.Equal(texture[i], vectors.Texture[i], 1e-5);
    }

    [Fact]
    public void A_palette_has_length_1_and_tells_colours_apart()
    {
        float[] red = Palette.Of(Image.Filled(9, 5, 0.8f, 0.1f, 0.1f)), nearly = Palette.Of(Image.Filled(4, 4, 0.79f, 0.11f, 0.1f)), blue = Palette.Of(Image.Filled(5, 9, 0.1f, 0.1f, 0.8f));
        Assert.Equal(1, Dot(red, red), 1e-6);
        Assert.InRange(Dot(red, nearly), 0.97, 1);
        Assert.InRange(Dot(red, blue), 0, 0.1);
    }

    [Fact]
    public void Principal_components_keep_the_distances_of_rows_of_low_rank_and_put_the_largest_spread_first()
    {
        Random random = new(3);
        const int size = 37, n = 60;
        float[][] directions = [.. Enumerable.Range(0, 3).Select(_ => Enumerable.Range(0, size).Select(_ => (float)(random.NextDouble() - 0.5)).ToArray())];
        float[] rows = [.. Enumerable.Range(0, n).SelectMany(_ =>
        {
            double[] at = [9 * random.NextDouble(), 3 * random.NextDouble(), random.NextDouble()];
            return Enumerable.Range(0, size).Select(i => (float)((at[0] * directions[0][i]) + (at[1] * directions[1][i]) + (at[2] * directions[2][i])));
        })];
        PrincipalComponents.Centre(rows, size);
        float[] reduced = PrincipalComponents.Coordinates(rows, PrincipalComponents.Directions(rows, size, 5), size);
        for (int a = 0; a < n; a += 7)
            for (int b = 0; b < n; b += 5)
                Assert.Equal(Apart(rows, size, a, b), Apart(reduced, 5, a, b), 1e-3);
        double[] spread = [.. Enumerable.Range(0, 5).Select(k => Enumerable.Range(0, n).Sum(row => (double)reduced[(row * 5) + k] * reduced[(row * 5) + k]))];
        Assert.True(spread[0] > spread[1] && spread[1] > spread[2] && spread[2] > 1000 * spread[3], string.Join(' ', spread));
    }

    [Fact]
    public void Pictures_of_one_kind_are_near_and_what_has_no_picture_is_at_distance_1()
    {
        using ArtIndex index = Make();
        foreach (QueryOptions options in new QueryOptions[] { new() { Alpha = 0 }, new() { Texture = 1 } })
        {
            IReadOnlyList<Recommendation> found = index.Query("v0", options);
            Assert.Equal(["v1", "v2"], found.Take(2).Select(item => item.Work.Id).Order());
            Assert.Equal(1, found.Single(item => item.Work.Id == "none").Distance);
        }

        Assert.Equal("h1", index.Query("v1", new QueryOptions { Alpha = 0, Picture = PictureMethod.Palette })[0].Work.Id);
        Assert.All(index.Query("none", new QueryOptions { Alpha = 0 }), item => Assert.Equal(1, item.Distance));
        Assert.Equal("h2", index.Query("none")[0].Work.Id); // by its text
    }

    [Theory]
    [InlineData(DistanceScale.Raw)]
    [InlineData(DistanceScale.Typical)]
    public void A_distance_is_the_weighted_sum_of_its_parts(DistanceScale scale)
    {
        using ArtIndex index = Make();
        foreach (Recommendation item in index.Query("h0", new QueryOptions { Alpha = 0.7, Texture = 0.2, Scale = scale, Metadata = true }))
        {
            Assert.Equal(["text", "picture", "texture"], item.Parts.Select(part => part.Name));
            Assert.Equal(item.Parts.Sum(part => part.Weight * part.Distance) * item.MetadataWeight, item.Distance, 1e-12);
            if (scale == DistanceScale.Raw) Assert.Equal([0.56, 0.24, 0.2], item.Parts.Select(part => Math.Round(part.Weight, 12)));
        }
    }

    [Fact]
    public void Missing_and_damaged_pictures_are_named_with_their_line()
    {
        File.WriteAllText(Path.Combine(folder, "broken.jpg"), "no picture");
        ImageFile.Save(Stripes(40, 40, 5, 0.5f, true), Path.Combine(folder, "a.png"));
        Catalogue catalogue = Catalogue.Read(Encoding.UTF8.GetBytes("id,image_path\na,\nb,nowhere.jpg\nbroken,\nc,\n"), "works.csv");
        IndexBuild build = ArtIndexBuilder.Build(catalogue, At("i"), new IndexOptions { Pictures = Options() });
        Assert.Equal(1, build.Pictures);
        Assert.Equal([3, 4, 5], build.Problems.Select(problem => problem.Line));
        Assert.Contains("'nowhere.jpg'", build.Problems[0].ToString(), StringComparison.Ordinal);
        Assert.Contains("cannot be read", build.Problems[1].ToString(), StringComparison.Ordinal);
        using ArtIndex index = ArtIndex.Open(At("i"));
        Assert.Equal(3, index.Query("a").Count); // alone with a picture: all are at distance 1
    }

    [Fact]
    public void What_an_index_lacks_is_no_silent_nothing()
    {
        ArtIndexBuilder.Build(Catalogue.Read("id,text\n1,red boat\n2,boat\n"u8.ToArray(), "works.csv"), At("i"));
        using ArtIndex index = ArtIndex.Open(At("i"));
        foreach ((QueryOptions options, string expected) in new (QueryOptions, string)[]
        {
            (new() { Alpha = 0.5 }, "Alpha is 0.5"), (new() { Texture = 0.1 }, "Texture"), (new() { Picture = PictureMethod.Palette }, "Picture is Palette"), (new() { Text = TextMethod.Doc2Vec }, "Doc2Vec"),
            (new() { Alpha = 2 }, "Alpha is 2"), (new() { Texture = -1 }, "Texture is -1"),
        })
            Assert.Contains(expected, Assert.Throws<OptionsException>(() => index.Query("1", options)).Message, StringComparison.Ordinal);
        Assert.Equal(0.0, index.Query("1", new QueryOptions { Alpha = 1 })[0].Parts[0].Distance, 0.5);
        Assert.Throws<CatalogueException>(() => ArtIndexBuilder.Build(Catalogue.Read("id\n1\n"u8.ToArray(), "w"), At("j"), new IndexOptions { Pictures = Options() with { Folder = At("nowhere") } }));
    }

    [Fact]
    public void A_sheet_shows_the_work_and_the_others()
    {
        using ArtIndex index = Make();
        Image sheet = RecommendationSheet.Draw(index, "v0", new QueryOptions { Top = 5, Alpha = 0.5 }, look: new ContactSheetOptions { CellSide = 64, TextScale = 1 });
        Assert.True(sheet.Width > 4 * 64 && sheet.Height > 2 * 64, $"{sheet.Width} x {sheet.Height}");
    }

    [Theory]
    [InlineData(PictureFit.Crop)]
    [InlineData(PictureFit.Stretch)]
    [InlineData(PictureFit.Letterbox)]
    public void Every_fit_takes_scrolls_and_specks(PictureFit fit)
    {
        using PictureEmbedder embedder = new(Options() with { Fit = fit });
        foreach ((int width, int height) in new[] { (200, 17), (9, 131), (1, 1), (48, 48) })
            Assert.All(embedder.Embed(Stripes(width, height, 5, 0.4f, true)).Features, value => Assert.True(float.IsFinite(value)));
    }

    private PictureOptions Options() => new() { Folder = folder, Side = Side };

    private string At(string name) => Path.Combine(folder, name);

    // Vertical stripes v0..v2 and horizontal ones h0..h2 in three hues, and a work with a text alone.
    private ArtIndex Make()
    {
        StringBuilder text = new("id,style,text\n");
        for (int i = 0; i < 3; i++)
        {
            ImageFile.Save(Stripes(60 + (7 * i), 52, 6, 0.2f + (0.3f * i), horizontal: false), At($"v{i}.png"));
            ImageFile.Save(Stripes(52, 60 + (5 * i), 6, 0.2f + (0.3f * i), horizontal: true), At($"h{i}.png"));
            text.Append($"v{i},x,stripes that stand number{i}\nh{i},y,stripes that lie number{i}\n");
        }

        text.Append("none,x,number2 that lie\n");
        IndexBuild build = ArtIndexBuilder.Build(Catalogue.Read(Encoding.UTF8.GetBytes(text.ToString()), "works.csv"), At("works.index"), new IndexOptions { Pictures = Options() });
        Assert.Equal(6, build.Pictures);
        return ArtIndex.Open(At("works.index"));
    }

    private static Image Stripes(int width, int height, int period, float hue, bool horizontal)
    {
        Image image = new(width, height);
        for (int c = 0; c < 3; c++)
            for (int y = 0; y < height; y++)
                for (int x = 0; x < width; x++)
                    image.Channel(c)[(y * width) + x] = (horizontal ? y : x) / (period / 2) % 2 == 0 ? 0.95f : Math.Clamp(hue * (c == 0 ? 1 : c == 1 ? 0.3f : 1 - hue), 0, 1);
        return image;
    }

    private static double Dot(float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum();

    private static double Apart(float[] rows, int size, int a, int b) =>
        Math.Sqrt(Enumerable.Range(0, size).Sum(i => Math.Pow(rows[(a * size) + i] - rows[(b * size) + i], 2)));
}
