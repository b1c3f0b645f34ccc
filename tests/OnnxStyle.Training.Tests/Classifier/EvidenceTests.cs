using OnnxStyle.Imaging;
using OnnxStyle.Networks;
using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training.Tests;

/// <summary>Where a classifier sees its classes: sums, and the class activation map of the literature.</summary>
public sealed class EvidenceTests : IDisposable
{
    private static readonly string[] Layers = ["relu1_1", "relu2_1"];
    private readonly Paintings paintings = new();

    public void Dispose() => paintings.Dispose();

    [Theory]
    [InlineData(FeatureKind.Mean)]
    [InlineData(FeatureKind.Moments)]
    [InlineData(FeatureKind.Gram)]
    public void The_evidence_of_all_places_is_what_the_head_says(FeatureKind kind)
    {
        ClassifierModel model = Train(kind, HeadKind.Linear);
        using EvidenceGraph graph = new(model);
        Image square = model.Square(Paintings.Texture(2, 31, 50, 60));
        Tensor<float> bias = (Tensor<float>)model.ToGraph().Find("head.bias").Constant!;
        double mean = bias.Span.ToArray().Average();
        IReadOnlyList<ClassEvidence> all = graph.Of(square, model.Labels);
        for (int k = 0; k < all.Count; k++)
        {
            // Only the bias has no place. The constants under the roots are 1e-8: they move a feature by at most 1e-4.
            Assert.Equal(bias.Span[k] - mean, all[k].Constant, 5e-3 * all.Max(one => Math.Abs(one.Logit)));
            Assert.Equal(all[k].Logit - all[k].Constant, all[k].Total(32).Sum(value => (double)value), 1e-3);
        }

        double sum = all.Sum(one => Math.Exp(one.Logit));
        Assert.All(all, one => Assert.Equal(Math.Exp(one.Logit) / sum, one.Probability, 1e-4));
        Assert.Equal(all.OrderByDescending(one => one.Probability).First().Label, graph.Of(square)[0].Label);
    }

    [Fact]
    public void On_means_it_is_the_class_activation_map_less_a_constant()
    {
        ClassifierModel model = Train(FeatureKind.Mean, HeadKind.Linear);
        using EvidenceGraph graph = new(model);
        Image square = model.Square(Paintings.Texture(1, 33, 50, 60));
        ClassEvidence found = graph.Of(square, "down")[0];
        Graph built = model.ToGraph();
        float[] weight = ((Tensor<float>)built.Find("head.weight").Constant!).Span.ToArray(), scale = ((Tensor<float>)built.Find("features.scale").Constant!).Span.ToArray();
        int own = model.Labels.ToList().IndexOf("down"), channelsBefore = 0;
        foreach (LayerEvidence layer in found.Layers)
        {
            float[][] map = Map(model.Encoder!, square, layer.Layer);
            double[] cam = new double[layer.Height * layer.Width];
            for (int c = 0; c < map.Length; c++)
            {
                int feature = channelsBefore + c;
                double average = Enumerable.Range(0, 3).Average(k => weight[(feature * 3) + k]);
                for (int p = 0; p < cam.Length; p++) cam[p] += (weight[(feature * 3) + own] - average) * scale[feature] * map[c][p] / cam.Length;
            }

            channelsBefore += map.Length;
            double offset = cam[0] - layer.Evidence[0];
            for (int p = 0; p < cam.Length; p++) Assert.Equal(cam[p] - offset, layer.Evidence[p], 1e-6);
            Assert.True(cam.Max() - cam.Min() > 1e-4, "a map that is the same everywhere proves nothing");
        }
    }

    [Fact]
    public void A_hidden_layer_has_places_too()
    {
        ClassifierModel model = Train(FeatureKind.Moments, HeadKind.Mlp);
        using EvidenceGraph graph = new(model);
        Assert.Equal(3, graph.Of(model.Square(Paintings.Texture(0, 31, 50, 60))).Count);
    }

    [Fact]
    public void The_strongest_channels_come_first_with_their_maps()
    {
        Image picture = Paintings.Texture(2, 4, 37, 29);
        IReadOnlyList<LayerActivation> found = LayerActivations.Of(Encoder.Embedded(), picture, "relu2_1", 5);
        float[][] map = Map(Encoder.Embedded(), picture, "relu2_1");
        Assert.Equal(map.Select((plane, c) => (c, plane.Average(value => (double)value * value))).OrderByDescending(one => one.Item2).Take(5).Select(one => one.c), found.Select(one => one.Channel));
        foreach (LayerActivation one in found)
        {
            float[] plane = map[one.Channel];
            Assert.Equal((18, 14), (one.Picture.Width, one.Picture.Height));
            Assert.Equal(plane.Max(), one.Largest);
            for (int p = 0; p < plane.Length; p++) Assert.Equal((plane[p] - plane.Min()) / (plane.Max() - plane.Min()), one.Picture.Channel(1)[p], 1e-6);
        }
    }

    [Fact]
    public void What_has_no_places_is_refused()
    {
        Assert.Contains("no places", Assert.Throws<OptionsException>(() => new EvidenceGraph(Train(FeatureKind.Histogram, HeadKind.Linear))).Message, StringComparison.Ordinal);
        ClassifierModel model = Train(FeatureKind.Mean, HeadKind.Linear);
        using EvidenceGraph graph = new(model);
        Assert.Contains("knows across, checks, down", Assert.Throws<OptionsException>(() => graph.Of(model.Square(Paintings.Texture(0, 1, 40, 40)), "cubism")).Message, StringComparison.Ordinal);
    }

    private ClassifierModel Train(FeatureKind kind, HeadKind head) => ClassifierTraining.Run(
        PictureClasses.FromFolder(paintings.Classes(8, "across", "down", "checks")),
        new ClassifierOptions { Features = new FeatureOptions { Kind = kind, Layers = Layers, Side = 32 }, Head = new HeadOptions { Kind = head, Hidden = 6, L2 = [0.003] }, Cache = paintings.At("kept") }).Model;

    private static float[][] Map(Encoder encoder, Image picture, string layer)
    {
        GraphBuilder graph = new();
        Value output = encoder.Append(graph, graph.Input("image", new Shape(1, 3, picture.Height, picture.Width)), [layer])[layer];
        graph.Output(output, "map");
        using Session session = Session.Create(graph.Build());
        Tensor<float> map = new(output.Shape);
        session.BindInput("image", picture.ToTensor());
        session.BindOutput("map", map);
        session.Run();
        return [.. map.Span.ToArray().Chunk((int)(output.Shape[2] * output.Shape[3]))];
    }
}
