using MathNet.Numerics.LinearAlgebra;
using OnnxStyle.Imaging;
using OnnxStyle.Networks;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training.Tests;

/// <summary>Students of a tiny teacher, and the pieces they are made of, each against its definition.</summary>
public sealed class EncoderTests : IDisposable
{
    private const int Side = 32;
    private static readonly VggArchitecture Tiny = VggArchitecture.Uniform([2, 2], [6, 8]);
    private readonly string folder = Directory.CreateTempSubdirectory("encoder").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(TextureKind.Fractal, 17)]
    [InlineData(TextureKind.Stripes, 32)]
    [InlineData(TextureKind.Strokes, 33)]
    [InlineData(TextureKind.Checks, 24)]
    public void A_texture_is_a_picture_that_its_seed_makes_again(TextureKind kind, int side)
    {
        HashSet<float> first = [];
        for (int seed = 1; seed <= 20; seed++)
        {
            float[] once = new float[3 * side * side], again = new float[3 * side * side];
            ProceduralTexture.Write(kind, RandomStream.Of(seed), side, once);
            ProceduralTexture.Write(kind, RandomStream.Of(seed), side, again);
            Assert.Equal(once, again);
            Assert.All(once, value => Assert.InRange(value, 0f, 1f));
            Assert.True(once.Distinct().Count() > 1, $"seed {seed} is one colour");
            first.Add(once[0]);
        }

        Assert.True(first.Count > 10, "other seeds make other textures");
    }

    [Fact]
    public void A_plan_is_read_as_it_is_written()
    {
        StudentPlan plan = StudentPlan.Parse("3x2 5:2+8", Tiny);
        Assert.Equal([new("conv1_1", 3, 0), new("conv1_2", 3, 0), new("conv2_1", 5, 2), new("conv2_2", 8, 0)], plan.Layers);
        Assert.Equal("3x2 5(0:2)+8", plan.Architecture.ToString());
        Assert.Equal(VggArchitecture.Vgg19.Layers.Count, StudentPlan.Parse(StudentPlan.Default, VggArchitecture.Vgg19).Architecture.Layers.Count);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("3x2 9x2", "of the teacher's 8")]
    [InlineData("3 5x2", "only the last block")]
    [InlineData("3x2 5x3", "conv2_3 is not in the teacher")]
    [InlineData("3:2+3 5", "cannot be split")]
    [InlineData("3x2 five", "expected CHANNELS")]
    public void A_plan_that_does_not_fit_is_refused(string text, string said) =>
        Assert.Contains(said, Assert.Throws<OptionsException>(() => StudentPlan.Parse(text, Tiny)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_map_of_low_rank_is_found_and_one_of_too_low_a_rank_is_not()
    {
        Random random = new(5);
        Matrix<double> map = Matrix<double>.Build.Dense(5, 2, (_, _) => random.NextDouble() - 0.5) * Matrix<double>.Build.Dense(2, 4, (_, _) => random.NextDouble() - 0.5);
        SampleTable x = new(3000, 4), y = new(3000, 5);
        for (int row = 0; row < x.Rows; row++)
        {
            Vector<double> sample = Vector<double>.Build.Dense(4, _ => 3 * random.NextDouble());
            Vector<double> response = map * sample;
            for (int c = 0; c < 4; c++) x.Values.Span[(row * 4) + c] = (float)sample[c];
            for (int c = 0; c < 5; c++) y.Values.Span[(row * 5) + c] = (float)(response[c] + 0.1);
        }

        ReducedRank fitted = ReducedRank.Fit(x, y, 2, null, 0, CancellationToken.None), poor = ReducedRank.Fit(x, y, 1, null, 0, CancellationToken.None);
        Assert.InRange(fitted.Unexplained, 0, 1e-5); // the ridge is 1e-5 of the variance
        Assert.InRange((fitted.Outer! * fitted.Inner - map).FrobeniusNorm() / map.FrobeniusNorm(), 0, 1e-3);
        Assert.All(fitted.Constant, constant => Assert.Equal(0.1, constant, 1e-3));
        Assert.True(poor.Unexplained > 0.01, $"{poor.Unexplained}");
        Assert.InRange(ReducedRank.Fit(x, y, 1, null, 10, CancellationToken.None).Unexplained, 0, poor.Unexplained); // what is below zero is free
    }

    [Fact]
    public void Few_samples_leave_a_map_near_what_is_known_before()
    {
        RandomStream random = RandomStream.Of(8);
        SampleTable x = new(30, 20), y = new(30, 3);
        foreach (ref float value in x.Values.Span) value = (float)random.NextNormal();
        int[] prior = [4, 0, 19];
        for (int row = 0; row < 30; row++)
            for (int c = 0; c < 3; c++) y.Values.Span[(row * 3) + c] = x.Values.Span[(row * 20) + prior[c]] + (float)random.NextNormal();
        Matrix<double> known = Matrix<double>.Build.Dense(3, 20, (c, i) => prior[c] == i ? 1 : 0);
        double drawn = (ReducedRank.Fit(x, y, 0, prior, 0, CancellationToken.None).Inner - known).FrobeniusNorm();
        double free = (ReducedRank.Fit(x, y, 0, null, 0, CancellationToken.None).Inner - known).FrobeniusNorm();
        Assert.True(drawn < 0.9 * free, $"{drawn} against {free}");
    }

    [Fact]
    public void Of_equal_channels_one_is_chosen()
    {
        Random random = new(6);
        SampleTable x = new(500, 6);
        for (int row = 0; row < x.Rows; row++)
        {
            double a = random.NextDouble(), b = random.NextDouble(), c = 0.1 * random.NextDouble();
            double[] values = [a, c, b, 2 * a, b, a + b];
            for (int i = 0; i < 6; i++) x.Values.Span[(row * 6) + i] = (float)values[i];
        }

        int[] chosen = ChannelChoice.Of(x.Product(x), 3);
        Assert.Contains(1, chosen); // the only one that knows c
        Assert.Equal(2, chosen.Intersect([0, 2, 3, 4, 5]).Count());
        Assert.False(chosen.Contains(0) && chosen.Contains(3) || chosen.Contains(2) && chosen.Contains(4));
        Assert.Equal([0, 1, 2, 3, 4, 5], ChannelChoice.Of(x.Product(x), 6));
    }

    [Fact]
    public void A_student_as_large_as_its_teacher_becomes_its_teacher_and_a_smaller_one_comes_near()
    {
        Encoder teacher = Teacher();
        EncoderSamples samples = new(Pictures(), Side);
        ClosedFormOptions options = new() { Crops = 40, CropSide = Side };
        StudentStart whole = new ClosedForm(teacher, StudentPlan.Parse("6x2 8x2", Tiny), options).Fit(samples, cancellationToken: TestContext.Current.CancellationToken);
        Assert.All(whole.Unexplained.Values, share => Assert.InRange(share, 0, 1e-3)); // float32 sums and the ridge
        StudentStart small = new ClosedForm(teacher, StudentPlan.Parse("4x2 6:4x2", Tiny), options).Fit(samples, cancellationToken: TestContext.Current.CancellationToken);
        Assert.InRange(small.Unexplained["conv2_2"], 1e-4, 0.9);
        Assert.Equal("4x2 6(0:4)x2", VggArchitecture.FromWeights(small.Weights.Shapes(), "x").ToString());
        Assert.All(small.Kept, pair => Assert.Equal(pair.Value.Order().Distinct(), pair.Value));

        string path = Path.Combine(folder, "start.safetensors");
        StudentFile.Save(small, teacher.Card.Preprocessing, "these", path);
        StudentStart back = StudentFile.Load(path, "these");
        Assert.Equal(small.Kept.SelectMany(pair => pair.Value), back.Kept.SelectMany(pair => pair.Value));
        foreach (string name in small.Weights.Names) Assert.True(small.Weights[name].Bytes.SequenceEqual(back.Weights[name].Bytes), name);
        Assert.Throws<TrainingCheckpointException>(() => StudentFile.Load(path, "others"));
    }

    [Fact]
    public void Distillation_starts_at_nothing_for_the_teacher_itself_and_brings_a_student_nearer()
    {
        Encoder teacher = Teacher();
        PictureSamples pictures = Pictures();
        EncoderSamples samples = new(pictures, Side);
        WeightSet own = new();
        foreach ((VggLayer layer, int inputs) in Tiny.Convolutions())
            foreach ((string kind, _) in VggArchitecture.Parameters(layer, inputs)) own.Add($"{layer.Name}.{kind}", teacher.Parameter(layer.Name, kind));
        Dictionary<string, int[]> all = Tiny.Convolutions().ToDictionary(c => c.Layer.Name, c => Enumerable.Range(0, c.Layer.Channels).ToArray());
        using TrainingStep perfect = TrainingStep.Create(new DistillationTask(teacher, new StudentStart { Architecture = Tiny, Weights = own, Kept = all, Unexplained = new Dictionary<string, double>() }, Side), 2);
        for (int place = 0; place < 2; place++) samples.Load(place, varied: true, RandomStream.Of(place), perfect.Inputs, place);
        perfect.Run(0);
        Assert.InRange(perfect.Losses[0], 0, 1e-6f);

        ClosedFormOptions few = new() { Crops = 10, CropSide = Side, Positions = 1000 };
        StudentStart start = new ClosedForm(teacher, StudentPlan.Parse("4x2 6:3x2", Tiny), few).Fit(samples, cancellationToken: TestContext.Current.CancellationToken);
        DistillationTask task = new(teacher, start, Side);
        TrainingOptions options = new() { Epochs = 12, Batch = 3, LearningRate = new LearningRate { Rate = 1e-3 } };
        DataSplit split = new([.. Enumerable.Range(0, 6)], [6, 7]);
        TrainingResult result = new TrainingLoop(task, samples, split, options).Run(cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.BestLoss < result.History.Epochs[0].HeldOut[0], $"{result.BestLoss} after {result.History.Epochs[0].HeldOut[0]}");

        List<Tensor<float>> shown = [.. Enumerable.Range(0, 4).Select(i => Networks(pictures, i))];
        WeightSet finished = FinishedStudent.Of(task.Parameters.Weights(result.Parameters), teacher, shown, new Dictionary<string, string> { ["license"] = "free" }, TestContext.Current.CancellationToken);
        Encoder encoder = Encoder.FromWeights(finished, "finished");
        Assert.Equal(ElementType.Float16, encoder.Card.Precision);
        Assert.Equal("free", encoder.Card.Licence);
        Assert.True(encoder.Card.IsNormalised);
    }

    [Fact]
    public void A_picture_has_no_distance_from_its_own_style_and_noise_has_one()
    {
        Encoder judge = Encoder.Embedded();
        Tensor<float> picture = new(new Shape(1, 3, 40, 48)), noise = new(new Shape(1, 3, 32, 33));
        for (int i = 0; i < picture.Span.Length; i++) picture.Span[i] = (i % 48) / 48f;
        RandomStream random = RandomStream.Of(3);
        for (int i = 0; i < noise.Span.Length; i++) noise.Span[i] = (float)random.NextDouble();
        Assert.All(StyleDistance.Of(judge, picture, picture, TestContext.Current.CancellationToken), distance => Assert.InRange(distance, 0, 1e-12));
        Assert.All(StyleDistance.Of(judge, noise, picture, TestContext.Current.CancellationToken), distance => Assert.True(distance > 0.01));
    }

    private static Tensor<float> Networks(PictureSamples pictures, int sample)
    {
        Tensor<float> picture = new(new Shape(1, 3, Side, Side));
        pictures.Write(sample, varied: false, default, picture.Span);
        return picture;
    }

    private static Encoder Teacher()
    {
        RandomStream random = RandomStream.Of(11);
        WeightSet weights = new();
        foreach ((VggLayer layer, int inputs) in Tiny.Convolutions())
        {
            foreach ((string kind, Shape shape) in VggArchitecture.Parameters(layer, inputs))
            {
                Tensor<float> tensor = new(shape);
                foreach (ref float value in tensor.Span) value = (float)(kind == "bias" ? 0.05 * random.NextNormal() : Math.Sqrt(2.0 / (9 * inputs)) * random.NextNormal());
                weights.Add($"{layer.Name}.{kind}", tensor);
            }
        }

        new Preprocessing { Scale = 1f / 58 }.ToMetadata(weights.Metadata);
        return Encoder.FromWeights(weights, "teacher");
    }

    private PictureSamples Pictures()
    {
        List<string> files = [];
        for (int i = 0; i < 8; i++)
        {
            Image image = new(48, 40);
            float[] texture = new float[3 * 48 * 48];
            ProceduralTexture.Write(RandomStream.Of(7, i), 48, texture);
            for (int c = 0; c < 3; c++) texture.AsSpan(c * 48 * 48, 40 * 48).CopyTo(image.Channel(c));
            files.Add(Path.Combine(folder, $"{i}.png"));
            ImageFile.Save(image, files[^1]);
        }

        return PictureSamples.Open(files, new PictureSampleOptions { Side = Side, LeastCrop = 0.5, CutMargins = false });
    }
}
