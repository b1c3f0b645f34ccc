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
    public void Every_picture_is_judged_once_by_a_network_that_did_not_see_it()
    {
        ClassifierOptions options = new()
        {
            Features = new FeatureOptions { Layers = ["relu1_1", "relu2_1"], Side = 32 },
            Head = new HeadOptions { L2 = [0.1] },
            FineTune = new FineTuneOptions { Blocks = 1, Epochs = 2, Batch = 8, LearningRate = 3e-3 },
            CrossValidation = 3,
            Cache = paintings.At("kept"),
        };
        IReadOnlyList<LabeledPicture> pictures = PictureClasses.FromFolder(paintings.Classes(12, "across", "down", "checks"));
        FineTuneResult tuned = ClassifierTraining.Run(pictures, options).FineTuned!;
        Assert.Equal([12, 12, 12], tuned.CrossValidation!.Classes.Select(one => one.Pictures));
        Assert.True(tuned.KeptFolds > 0);

        // Thrown far away in every fold: what remains is what the head alone says.
        ClassifierResult far = ClassifierTraining.Run(pictures, options with { FineTune = options.FineTune with { LearningRate = 1, Epochs = 1 } });
        Assert.Equal(0, far.FineTuned!.KeptFolds);
        for (int truth = 0; truth < 3; truth++)
            for (int called = 0; called < 3; called++) Assert.Equal(far.Head.CrossValidation!.Count(truth, called), far.FineTuned.CrossValidation!.Count(truth, called));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void A_stop_is_gone_on_from_to_the_same_bits(int stopAfter)
    {
        ClassifierOptions options = new()
        {
            Features = new FeatureOptions { Layers = ["relu1_1", "relu2_1"], Side = 32 },
            Head = new HeadOptions { L2 = [0.1] },
            FineTune = new FineTuneOptions { Blocks = 1, Epochs = 4, Batch = 6, LearningRate = 1e-3, Checkpoint = paintings.At("run.checkpoint") },
            Threads = 1,
            Cache = paintings.At("kept"),
        };
        IReadOnlyList<LabeledPicture> pictures = PictureClasses.FromFolder(paintings.Classes(10, "across", "down", "checks"));
        ClassifierResult whole = ClassifierTraining.Run(pictures, options);
        Assert.True(whole.FineTuned!.Kept);
        using CancellationTokenSource stop = new();
        Assert.Throws<OperationCanceledException>(() => ClassifierTraining.Run(pictures, options, new Stop(stop, stopAfter), stop.Token));
        Assert.Equal(stopAfter, TrainingCheckpoint.Load(options.FineTune.Checkpoint!).Steps);
        ClassifierOptions on = options with { FineTune = options.FineTune with { Resume = options.FineTune.Checkpoint } };
        ClassifierResult rest = ClassifierTraining.Run(pictures, on);
        Assert.Equal(whole.FineTuned.Epochs, rest.FineTuned!.Epochs);
        Assert.Equal(Onnx.OnnxWriter.Write(whole.Model.ToGraph()), Onnx.OnnxWriter.Write(rest.Model.ToGraph()));
        Assert.Throws<TrainingCheckpointException>(() => ClassifierTraining.Run(pictures, on with { FineTune = on.FineTune with { Mirror = false } }));
    }

    [Fact]
    public void Mirrored_maps_are_those_of_the_mirrored_picture()
    {
        Encoder encoder = Encoder.Embedded();
        FeatureOptions features = new() { Layers = ["relu1_1", "relu2_1"], Side = 33 };
        TailCut cut = new(encoder, features.Layers, 1);
        Image picture = new(33, 33), mirrored = new(33, 33);
        for (int c = 0; c < 3; c++)
            for (int y = 0; y < 33; y++)
                for (int x = 0; x < 33; x++) mirrored.Channel(c)[(y * 33) + 32 - x] = picture.Channel(c)[(y * 33) + x] = x / 33f * MathF.Abs(MathF.Sin(x + (0.7f * y) + c));
        using FeatureExtractor straight = new(features, encoder, null, (graph, input, _) => cut.Append(graph, input, features.Kind, encoder));
        using FeatureExtractor turned = new(features, encoder, null, (graph, input, _) => cut.AppendMirrored(graph, input, features.Kind, encoder));
        float[] expected = straight.Extract([mirrored])[0], found = turned.Extract([picture])[0];
        Assert.Equal(expected, found);
        Assert.NotEqual(straight.Extract([picture])[0], found);

        FeatureTable one = new([new LabeledPicture("a", "x")], ["x"], [[1f, 2]], [1, 1]), other = new(one.Pictures, one.Labels, [[3f, 4]], one.Blocks);
        FineTuneSamples samples = new(one, other, [1]);
        Tensor[] batch = [new Tensor<float>(new Shape(1, 1)), new Tensor<float>(new Shape(1, 1)), new Tensor<float>(new Shape(1, 1))];
        int turns = Enumerable.Range(0, 200).Count(i =>
        {
            samples.Load(0, varied: true, RandomStream.Of(1, i), batch, 0);
            return ((Tensor<float>)batch[0]).Span[0] == 4 && ((Tensor<float>)batch[2]).Span[0] == 3;
        });
        Assert.InRange(turns, 70, 130); // 100 expected, 4 deviations
        samples.Load(0, varied: false, RandomStream.Of(1, 0), batch, 0);
        Assert.Equal(2, ((Tensor<float>)batch[0]).Span[0]);
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

    private sealed class Stop(CancellationTokenSource stop, int after) : IProgress<ClassifierProgress>
    {
        public void Report(ClassifierProgress value)
        {
            if (value.Doing == "fine-tuning" && value.Done == after) stop.Cancel();
        }
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
