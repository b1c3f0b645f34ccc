using OnnxStyle.Autograd;
using OnnxStyle.Imaging;
using OnnxStyle.Onnx;
using OnnxStyle.Reference;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training.Tests;

/// <summary>The layers that are computed another way, the network, what it is judged by, and its files.</summary>
public sealed class AutoencoderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("autoencoder").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(1, 1, 1, 4, 4)]
    [InlineData(2, 3, 5, 8, 12)]
    [InlineData(3, 2, 1, 12, 4)]
    public void Averages_before_the_filter_are_those_after_it(int n, int c, int k, int h, int w) => Agree(
        [new Shape(n, c, h, w), new Shape(k, c, 3, 3), new Shape(k)],
        (graph, x) => AveragedConvolution.Append(graph, x[0], x[1], x[2]),
        (graph, x) => graph.AveragePool(graph.Conv(x[0], x[1], x[2], pads: [1, 1, 1, 1]), [4, 4], [4, 4]));

    [Theory]
    [InlineData(1, 1, 1, 1, 1)]
    [InlineData(2, 5, 3, 2, 3)]
    [InlineData(1, 2, 4, 5, 1)]
    public void Convolution_on_the_small_map_is_convolution_of_the_enlarged_one(int n, int c, int k, int h, int w) => Agree(
        [new Shape(n, c, h, w), new Shape(k, c, 3, 3), new Shape(k)],
        (graph, x) => EnlargedConvolution.Append(graph, x[0], x[1], x[2]),
        (graph, x) => graph.Conv(graph.Resize(x[0], new Shape(n, c, 4 * h, 4 * w), "linear", "half_pixel"), x[1], x[2], pads: [1, 1, 1, 1]));

    [Fact]
    public void The_network_has_the_weights_of_the_document()
    {
        ParameterSet parameters = new AutoencoderTask(new AutoencoderOptions()).Parameters;
        Assert.Equal(370_816, Count("encoder"));
        Assert.Equal(370_563, Count("decoder"));
        Assert.Equal(370_816 + 65_600 + 66_560 + 370_563, parameters.Length);
        Assert.True(new AutoencoderTask(new AutoencoderOptions { Architecture = AutoencoderArchitecture.UNet }).Parameters.Length > parameters.Length);

        long Count(string name) => parameters.Items.Where(item => item.Name.StartsWith(name, StringComparison.Ordinal)).Sum(item => item.Initial.Shape.ElementCount);
    }

    [Fact]
    public void Options_that_do_not_work_are_named() =>
        Assert.Equal(3, Assert.Throws<OptionsException>(() => new AutoencoderTask(new AutoencoderOptions { Side = 100, Code = 0, Channels = [1, 2] })).Problems.Count);

    [Theory]
    [InlineData(AutoencoderArchitecture.Plain)]
    [InlineData(AutoencoderArchitecture.UNet)]
    public void A_short_training_restores_better_than_the_mean_colour_and_writes_its_files(AutoencoderArchitecture architecture)
    {
        string[] files = Pictures(24);
        PictureSamples samples = PictureSamples.Open([.. files, Path.Combine(folder, "broken.png")], new PictureSampleOptions { Side = 64, Jitter = 0.02 });
        Assert.Equal(24, samples.Count);
        Assert.Contains("broken.png", Assert.Single(samples.Damaged).File, StringComparison.Ordinal);
        string[] labels = [.. Enumerable.Range(0, 24).Select(i => i % 2 == 0 ? "across" : "down")];
        DataSplit split = DataSplit.Stratified(labels, 0.25, 1);
        AutoencoderTask task = new(new AutoencoderOptions { Side = 64, Channels = [8, 16, 16], Code = 8, Architecture = architecture });
        TrainingOptions options = new() { Epochs = 60, Batch = 6, LearningRate = new LearningRate { Rate = 3e-3 } };
        TrainingResult result = new TrainingLoop(task, samples, split, options) { Session = StepTests.OneThread }.Run();
        using AutoencoderModel model = new(task, result.Parameters, StepTests.OneThread);
        AutoencoderJudge judge = new(model, samples, labels, split, pictures: 3);
        Assert.InRange(result.BestLoss!.Value, 0, 0.95 * judge.MeanColourError!.Value);
        Assert.InRange(judge.Agreement().Code!.Value, 0, 1);

        AutoencoderFiles written = new(Path.Combine(folder, "model.onnx"));
        Graph embedding = model.Embedding(judge.TrainingCodes);
        written.Save(embedding, new AutoencoderReport(), result.History, judge.Sheet());
        Assert.All([written.Model, written.Report, written.Losses, written.Curve, written.Sheet], file => Assert.True(File.Exists(file), file));
        using Session session = Session.Load(written.Model, StepTests.OneThread);
        Tensor<float> picture = new(new Shape(1, 3, 64, 64)), code = new(new Shape(1, 8));
        session.BindInput("picture", picture);
        session.BindOutput("embedding", code);
        double[] sums = new double[8], squares = new double[8];
        foreach (int i in split.Training)
        {
            samples.Write(i, varied: false, default, picture.Span);
            session.Run();
            for (int j = 0; j < 8; j++) (sums[j], squares[j]) = (sums[j] + code.Span[j], squares[j] + (code.Span[j] * code.Span[j]));
        }

        for (int j = 0; j < 8; j++)
        {
            Assert.Equal(0, sums[j] / split.Training.Count, 1e-3);
            Assert.Equal(1, squares[j] / split.Training.Count, 1e-2);
        }
    }

    [Fact]
    public void Neighbours_are_counted_by_label()
    {
        float[][] vectors = [[1, 0], [0.9f, 0.1f], [0, 1], [0.1f, 0.9f], [1, 1]];
        Assert.Equal(1, NeighbourAgreement.Of(vectors, ["a", "a", "b", "b", ""], [0, 1, 2, 3, 4], 1));
        Assert.Equal(0, NeighbourAgreement.Of(vectors, ["a", "b", "a", "b", ""], [0, 1, 2, 3], 1));
        Assert.Equal(0.5, NeighbourAgreement.Of(vectors, ["a", "a", "a", "b", ""], [0, 3], 1));
        Assert.Null(NeighbourAgreement.Of(vectors, ["", "", "", "", ""], [0], 1));
    }

    [Fact]
    public void Samples_are_the_same_for_the_same_stream_and_margins_are_cut()
    {
        Image wide = Image.Filled(80, 40, 0, 0, 0);
        for (int c = 0; c < 3; c++)
            for (int y = 10; y < 30; y++) wide.Channel(c).Slice((y * 80) + 20, 40).Fill(0.25f * (c + 1));
        string file = Path.Combine(folder, "wide.png");
        ImageFile.Save(wide, file);
        PictureSamples cut = PictureSamples.Open([file], new PictureSampleOptions { Side = 16 }), whole = PictureSamples.Open([file], new PictureSampleOptions { Side = 16, CutMargins = false });
        float[] middle = new float[3 * 16 * 16], one = new float[middle.Length], other = new float[middle.Length];
        cut.Write(0, varied: false, default, middle);
        Assert.All(middle[..256], value => Assert.Equal(0.25f, value, 0.01f));
        whole.Write(0, varied: false, default, middle);
        Assert.Contains(middle, value => value == 0);
        Assert.NotEqual(cut.Fingerprint, whole.Fingerprint);
        cut.Write(0, varied: true, RandomStream.Of(1, 2, 3), one);
        cut.Write(0, varied: true, RandomStream.Of(1, 2, 3), other);
        Assert.Equal(one, other);
        cut.Write(0, varied: true, RandomStream.Of(1, 2, 4), other);
        Assert.NotEqual(one, other);
    }

    [Fact]
    public void Pictures_are_listed_from_folders_and_tables()
    {
        Directory.CreateDirectory(Path.Combine(folder, "b", "deep"));
        Directory.CreateDirectory(Path.Combine(folder, ".hidden"));
        foreach (string name in new[] { "top.png", "b/x.jpg", "b/deep/y.WEBP", "b/notes.txt", ".hidden/z.png" }) File.WriteAllBytes(Path.Combine(folder, name), []);
        PictureList list = PictureList.Read(folder);
        Assert.Equal(["b/deep/y.WEBP", "b/x.jpg", "top.png"], list.Files.Select(file => Path.GetRelativePath(folder, file)));
        Assert.Equal(["b", "b", ""], list.Labels);
        string table = Path.Combine(folder, "table.csv");
        File.WriteAllText(table, "id,file,style\n1,b/x.jpg,ink\n2,top.png,\n");
        Assert.Equal(["ink", ""], PictureList.Read(table, "style").Labels);
        Assert.Contains("'colour'", Assert.Throws<PictureListException>(() => PictureList.Read(table, "colour")).Message, StringComparison.Ordinal);
        Assert.Throws<PictureListException>(() => PictureList.Read(Path.Combine(folder, "none")));
        Assert.Throws<PictureListException>(() => PictureList.Read(Path.Combine(folder, ".hidden", "..", "b", "deep", "..", "..", ".hidden2")));
        File.WriteAllText(table, "id,style\n1,ink\n");
        Assert.Contains("no column 'image_path' or 'file'", Assert.Throws<PictureListException>(() => PictureList.Read(table)).Message, StringComparison.Ordinal);
    }

    // Two graphs of the same inputs: outputs and the gradients of all inputs in double.
    private static void Agree(Shape[] shapes, Func<GraphBuilder, Value[], Value> one, Func<GraphBuilder, Value[], Value> other)
    {
        RandomStream random = new(11);
        Dictionary<string, double[]> inputs = [];
        for (int i = 0; i < shapes.Length; i++)
        {
            double[] values = new double[shapes[i].ElementCount];
            for (int j = 0; j < values.Length; j++) values[j] = random.NextNormal();
            inputs[$"x{i}"] = values;
        }

        IReadOnlyDictionary<string, double[]> first = Results(one), second = Results(other);
        foreach ((string name, double[] values) in second)
        {
            Assert.Equal(values.Length, first[name].Length);
            for (int j = 0; j < values.Length; j++) Assert.Equal(values[j], first[name][j], 1e-6 * Math.Max(1, Math.Abs(values[j]))); // float constants such as 1/16 are in the graphs
        }

        IReadOnlyDictionary<string, double[]> Results(Func<GraphBuilder, Value[], Value> build)
        {
            GraphBuilder graph = new();
            Value[] x = [.. shapes.Select((shape, i) => graph.Input($"x{i}", shape))];
            Value y = build(graph, x);
            graph.Output(y, "y");
            Value weights = graph.Constant(new Tensor<float>(y.Shape, [.. Enumerable.Range(0, (int)y.Shape.ElementCount).Select(i => MathF.Sin(i))]));
            IReadOnlyList<Value> gradients = Gradient.Append(graph, graph.ReduceSum(graph.Mul(y, weights), keepDims: false), x);
            for (int i = 0; i < x.Length; i++) graph.Output(gradients[i], $"d{i}");
            return ReferenceEvaluator.Run(graph.Build(), inputs);
        }
    }

    // Waves across and down in random colours.
    private string[] Pictures(int count)
    {
        RandomStream random = new(3);
        string[] files = new string[count];
        for (int i = 0; i < count; i++)
        {
            Image image = new(72, 64);
            for (int c = 0; c < 3; c++)
            {
                double frequency = 0.05 + (0.05 * random.NextDouble()), phase = 6 * random.NextDouble();
                Span<float> plane = image.Channel(c);
                for (int p = 0; p < plane.Length; p++) plane[p] = (float)(0.5 + (0.4 * Math.Sin((frequency * (i % 2 == 0 ? p % 72 : p / 72)) + phase)));
            }

            files[i] = Path.Combine(folder, $"{i:00}.png");
            ImageFile.Save(image, files[i]);
        }

        File.WriteAllText(Path.Combine(folder, "broken.png"), "no picture");
        return files;
    }
}
