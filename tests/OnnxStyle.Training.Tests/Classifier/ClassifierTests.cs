using OnnxStyle.Imaging;
using OnnxStyle.Networks;
using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training.Tests;

/// <summary>From a folder of pictures to a file that any host runs.</summary>
public sealed class ClassifierTests : IDisposable
{
    private readonly Paintings paintings = new();

    public void Dispose() => paintings.Dispose();

    [Theory]
    [InlineData(FeatureKind.Moments, HeadKind.Linear)]
    [InlineData(FeatureKind.Mean, HeadKind.Mlp)]
    [InlineData(FeatureKind.Gram, HeadKind.Linear)]
    [InlineData(FeatureKind.Histogram, HeadKind.Linear)]
    public void A_file_says_what_the_classifier_says_for_any_number_of_pictures(FeatureKind kind, HeadKind head)
    {
        ClassifierResult result = Train(Options(kind) with { Head = new HeadOptions { Kind = head, Hidden = 8, L2 = [0.01, 0.001] } });
        string path = paintings.At("c.onnx");
        result.Model.Save(path);
        Image[] squares = [.. Enumerable.Range(0, 3).Select(k => result.Model.Square(Paintings.Texture(k, 40 + k, 70, 55)))];
        using PictureClassifier made = result.Model.Open();
        using PictureClassifier loaded = ClassifierModel.Load(path).Open();
        using Session host = Session.Load(path);
        Tensor<float> pictures = new(new Shape(3, 3, 32, 32), [.. squares.SelectMany(square => square.Planar)]), probabilities = new(new Shape(3, 3));
        host.BindInput("picture", pictures);
        host.BindOutput("probabilities", probabilities);
        host.Run();
        Assert.Equal("Float32 [?, 3, 32, 32]", host.Inputs[0].ToString());
        for (int i = 0; i < 3; i++)
        {
            IReadOnlyList<ClassProbability> first = made.Classify(squares[i]), second = loaded.Classify(squares[i]);
            Assert.Equal(first, second);
            Assert.Equal(1, first.Sum(one => one.Probability), 1e-5);
            Assert.Equal(first.Select(one => one.Probability).OrderDescending(), first.Select(one => one.Probability));
            foreach (ClassProbability one in first)
                Assert.Equal(one.Probability, probabilities.Span[(3 * i) + result.Model.Labels.ToList().IndexOf(one.Label)], 1e-5); // another batch, other sums
        }
    }

    [Fact]
    public void Textures_are_told_apart_by_an_encoder_and_not_by_colours()
    {
        ClassifierResult result = Train(Options(FeatureKind.Moments) with { Baseline = true, CrossValidation = 4 });
        Assert.Equal(1, result.Head.CrossValidation!.Accuracy.Rate);
        Assert.Equal(36, result.Head.CrossValidation.Accuracy.Total);
        Assert.True(result.Baseline!.CrossValidation!.Accuracy.Rate < 0.8);
        Assert.Equal(result.Head.Test.Accuracy.Total, result.Head.Judged.Count);
    }

    [Fact]
    public void The_same_seed_gives_the_same_file()
    {
        ClassifierOptions options = Options(FeatureKind.Moments);
        byte[] first = OnnxWriter.Write(Train(options).Model.ToGraph()), second = OnnxWriter.Write(Train(options).Model.ToGraph());
        Assert.Equal(first, second);
        Assert.NotEqual(first, OnnxWriter.Write(Train(options with { Seed = 9 }).Model.ToGraph()));
    }

    [Fact]
    public void Too_few_pictures_are_refused_before_any_is_read()
    {
        string folder = paintings.Classes(4, "a", "b");
        PictureListException error = Assert.Throws<PictureListException>(() => ClassifierTraining.Run(PictureClasses.FromFolder(folder), Options(FeatureKind.Moments)));
        Assert.Contains("'a' is a class of 4 pictures; 5 or more", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_no_classifier_is_refused()
    {
        string path = paintings.At("c.onnx");
        Train(Options(FeatureKind.Mean)).Model.Save(path);
        byte[] good = File.ReadAllBytes(path);
        Refused("is not there", () => File.Delete(path));
        Refused("cannot be read as an ONNX model", () => File.WriteAllBytes(path, good[..(good.Length / 2)]));
        Refused("is an ONNX model, but no classifier", () => Rewrite(graph => graph.Metadata.Remove("onnxstyle.classifier")));
        Refused("version 9", () => Rewrite(graph => graph.Metadata["onnxstyle.classifier"] = "9"));
        Refused("no 'side'", () => Rewrite(graph => graph.Metadata.Remove("side")));
        Refused("Features.Side is 4", () => Rewrite(graph => graph.Metadata["side"] = "4"));
        Refused("labels are no list", () => Rewrite(graph => graph.Metadata["labels"] = "{"));
        Refused($"where [{Encoder.Embedded().Channels("relu1_1") + Encoder.Embedded().Channels("relu2_1")}, 2] fits", () => Rewrite(graph => graph.Metadata["labels"] = "[\"a\",\"b\"]"));
        Refused("relu9_9", () => Rewrite(graph => graph.Metadata["layers"] = "relu9_9"));
        Refused("where Linear, Mlp are possible", () => Rewrite(graph => graph.Metadata["head"] = "Tree"));

        void Rewrite(Action<Graph> change)
        {
            Graph graph = OnnxReader.Read(good);
            change(graph);
            OnnxWriter.Save(graph, path);
        }

        void Refused(string words, Action damage)
        {
            damage();
            Assert.Contains(words, Assert.Throws<ClassifierFileException>(() => ClassifierModel.Load(path)).Message, StringComparison.Ordinal);
        }
    }

    private ClassifierOptions Options(FeatureKind kind) => new() { Features = new FeatureOptions { Kind = kind, Layers = ["relu1_1", "relu2_1"], Side = 32 }, Cache = paintings.At("kept") };

    private ClassifierResult Train(ClassifierOptions options) => ClassifierTraining.Run(PictureClasses.FromFolder(paintings.Classes(12, "across", "down", "checks")), options);
}
