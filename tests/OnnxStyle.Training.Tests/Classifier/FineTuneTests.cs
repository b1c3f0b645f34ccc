using System.Text.Json;
using OnnxStyle.Imaging;
using OnnxStyle.Networks;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training.Tests;

/// <summary>Fine-tuning against PyTorch, and against what it began with.</summary>
public sealed class FineTuneTests : IDisposable
{
    private const int Batch = 5;
    private const int Classes = 3;
    private static readonly double[] ClassWeights = [0.8, 1.0, 1.2];
    private static readonly string[] Layers = ["relu2_1", "relu3_1", "relu3_2"];
    private readonly Paintings paintings = new();

    public void Dispose() => paintings.Dispose();

    [Theory]
    [InlineData(0.1, true)]
    [InlineData(0, false)] // without decay the losses go elsewhere: the comparison sees it
    public void Twenty_steps_have_the_losses_of_PyTorch(double decay, bool same)
    {
        double[] wanted = Reference("double");
        FineTuneTask task = Tiny();
        using TrainingStep step = TrainingStep.Create(task, Batch, new UpdateOptions { Kind = UpdateKind.AdamW, WeightDecay = decay });
        LearningRate rate = new() { Kind = ScheduleKind.Cosine, Rate = 1e-2 };
        double farthest = 0;
        for (int i = 0; i < wanted.Length; i++)
        {
            Wave(10 + i, 1, 0.5, ((Tensor<float>)step.Inputs[0]).Span);
            Span<float> classes = ((Tensor<float>)step.Inputs[1]).Span;
            classes.Clear();
            for (int n = 0; n < Batch; n++) classes[(n * Classes) + ((n + i) % Classes)] = (float)ClassWeights[(n + i) % Classes];
            Wave(50 + i, 0.5, 0.5, ((Tensor<float>)step.Inputs[2]).Span);
            step.Run(rate.At(i, wanted.Length, wanted.Length));
            farthest = Math.Max(farthest, Math.Abs(step.Losses[0] - wanted[i]));
        }

        Assert.Equal(same, farthest < 1e-4);
    }

    [Fact]
    public void The_start_is_the_head_alone_and_the_end_is_a_file()
    {
        ClassifierOptions options = new()
        {
            Features = new FeatureOptions { Layers = ["relu2_1", "relu1_1", "relu3_1"], Side = 32 },
            Head = new HeadOptions { L2 = [0.1] }, // held so strongly that fine-tuning does better
            FineTune = new FineTuneOptions { Blocks = 1, Epochs = 3, Batch = 8, LearningRate = 3e-3 },
            Cache = paintings.At("kept"),
        };
        IReadOnlyList<LabeledPicture> pictures = PictureClasses.FromFolder(paintings.Classes(12, "across", "down", "checks"));
        ClassifierResult result = ClassifierTraining.Run(pictures, options);
        FineTuneResult tuned = result.FineTuned!;
        Assert.True(tuned.Kept, $"before {tuned.Before}, after {tuned.After}");
        Assert.Equal(3, tuned.Epochs.Count);
        Assert.True(tuned.Epochs[^1].Training < tuned.Epochs[0].Training);

        // Of the validation part, the loss before any step is that of the head that was fitted to the training part.
        ClassifierResult alone = ClassifierTraining.Run(pictures, options with { FineTune = new FineTuneOptions() });
        using FeatureExtractor extractor = new(options.Features);
        FeatureTable table = FeatureReader.Read(pictures, extractor, new FeatureCache(null), []);
        ClassSplit split = ClassSplit.Stratified(table.Classes, options.Validation, options.Test, options.Seed);
        FittedHead head = new HeadTraining(table, options.Head, options.Seed, new Runtime.SessionOptions()).Train(split.Training, [], CancellationToken.None).Head;
        float[] found = head.Probabilities(table.Gather(split.Validation));
        double entropy = split.Validation.Select((row, i) => -Math.Log(found[(3 * i) + table.Classes[row]])).Average();
        Assert.Equal(entropy, tuned.Before, 1e-4);

        string path = paintings.At("tuned.onnx");
        result.Model.Save(path);
        ClassifierModel loaded = ClassifierModel.Load(path);
        Image square = loaded.Square(Paintings.Texture(1, 50, 60, 44));
        using PictureClassifier first = result.Model.Open(), second = loaded.Open(), before = alone.Model.Open();
        Assert.Equal(first.Classify(square), second.Classify(square));
        Assert.NotEqual(before.Classify(square), second.Classify(square));
        Assert.Equal(Encoder.Embedded().Weight("conv2_2").Span.ToArray(), loaded.Encoder!.Weight("conv2_2").Span.ToArray()); // before the cut
        Assert.NotEqual(Encoder.Embedded().Weight("conv3_1").Span.ToArray(), loaded.Encoder.Weight("conv3_1").Span.ToArray());
    }

    [Fact]
    public void What_is_no_better_is_not_kept()
    {
        ClassifierOptions options = new()
        {
            Features = new FeatureOptions { Layers = ["relu1_1", "relu2_1"], Side = 32 },
            Head = new HeadOptions { L2 = [1e-3] },
            FineTune = new FineTuneOptions { Blocks = 1, Epochs = 2, LearningRate = 1 }, // throws the filters far away
            Cache = paintings.At("kept"),
        };
        IReadOnlyList<LabeledPicture> pictures = PictureClasses.FromFolder(paintings.Classes(12, "across", "down", "checks"));
        ClassifierResult result = ClassifierTraining.Run(pictures, options), alone = ClassifierTraining.Run(pictures, options with { FineTune = new FineTuneOptions() });
        Assert.False(result.FineTuned!.Kept);
        Assert.Equal(Onnx.OnnxWriter.Write(alone.Model.ToGraph()), Onnx.OnnxWriter.Write(result.Model.ToGraph()));
    }

    [Fact]
    public void More_blocks_than_there_are_is_refused()
    {
        ClassifierOptions options = new() { Features = new FeatureOptions { Layers = ["relu2_1"], Side = 32 }, FineTune = new FineTuneOptions { Blocks = 2 } };
        OptionsException error = Assert.Throws<OptionsException>(() => ClassifierTraining.Run(PictureClasses.FromFolder(paintings.Classes(8, "a", "b")), options));
        Assert.Contains("reach block 2, so at most 1", error.Message, StringComparison.Ordinal);
    }

    // A network of formulas, the same as in tools/oracle/finetune_reference.py.
    private static FineTuneTask Tiny()
    {
        WeightSet weights = new();
        Preprocessing.Caffe.ToMetadata(weights.Metadata);
        (string Name, long Out, long In, int Salt)[] convolutions = [("conv1_1", 4, 3, 0), ("conv2_1", 6, 4, 0), ("conv3_1", 8, 6, 1), ("conv3_2", 8, 8, 3)];
        foreach ((string name, long outputs, long inputs, int salt) in convolutions)
        {
            weights.Add($"{name}.weight", Wave(new Shape(outputs, inputs, 3, 3), salt, 0.2, 0));
            weights.Add($"{name}.bias", Wave(new Shape(outputs), salt + 1, 0.1, 0));
        }

        FeatureOptions features = new() { Layers = Layers, Side = 24 };
        Encoder encoder = Encoder.FromWeights(weights, "tiny");
        HeadShape shape = new(HeadKind.Linear, 44, 0, Classes);
        Standardisation standardisation = new(Wave(new Shape(44), 7, 0.1, 0).Span.ToArray(), Wave(new Shape(44), 8, 0.3, 0.6).Span.ToArray());
        float[] parameters = [.. Wave(new Shape(44, Classes), 5, 0.5, 0).Span.ToArray(), .. Wave(new Shape(Classes), 6, 0.1, 0).Span.ToArray()];
        return new FineTuneTask(encoder, features, new TailCut(encoder, Layers, 1), new FittedHead(shape, standardisation, parameters), [6, 6]);
    }

    private static Tensor<float> Wave(Shape shape, int salt, double scale, double shift)
    {
        Tensor<float> tensor = new(shape);
        Wave(salt, scale, shift, tensor.Span);
        return tensor;
    }

    private static void Wave(int salt, double scale, double shift, Span<float> values)
    {
        for (int i = 0; i < values.Length; i++) values[i] = (float)((Math.Sin((0.7 * i) + salt) * scale) + shift);
    }

    private static double[] Reference(string precision)
    {
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Reference", "finetune.json")));
        return [.. json.RootElement.GetProperty(precision).EnumerateArray().Select(value => value.GetDouble())];
    }
}
