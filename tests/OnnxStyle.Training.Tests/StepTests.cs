using OnnxStyle.Autograd;
using OnnxStyle.Onnx;
using OnnxStyle.Optimization;
using OnnxStyle.Reference;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training.Tests;

/// <summary>A step's gradient, its update and its buffers.</summary>
public sealed class StepTests
{
    private const int Batch = 3;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_gradient_of_a_whole_step_is_that_of_finite_differences(bool frozen)
    {
        TinyTask task = new(frozen: frozen);
        Graph step = StepGraph.Step(task, Batch, new UpdateOptions { Kind = UpdateKind.Sgd, Momentum = 0 }, _ => FilterForm.Products, withGradient: true), loss = StepGraph.Evaluation(task, Batch);
        Dictionary<string, double[]> inputs = Inputs(task);
        double[] gradient = ReferenceEvaluator.Run(step, inputs)["gradient"], x = inputs["parameters"];
        Assert.Equal(frozen ? 29 : 83, gradient.Length);
        const double h = 1e-5; // the loss is smooth, so the difference is good to h² ~ 1e-10; the gradient has constants such as 1/6 in float32, good to 3e-8
        for (int i = 0; i < x.Length; i++)
        {
            double Loss(double at) => ReferenceEvaluator.Run(loss, new Dictionary<string, double[]>(inputs) { ["parameters"] = [.. x[..i], at, .. x[(i + 1)..]] })["loss"][0];
            Assert.Equal((Loss(x[i] + h) - Loss(x[i] - h)) / (2 * h), gradient[i], 1e-7);
        }
    }

    public static TheoryData<UpdateOptions> Updates => new(
        new UpdateOptions(),
        new UpdateOptions { WeightDecay = 0.1, ClipNorm = 0.05 },
        new UpdateOptions { Kind = UpdateKind.AdamW, WeightDecay = 0.3, Beta1 = 0.8, Beta2 = 0.95, Epsilon = 1e-4 },
        new UpdateOptions { Kind = UpdateKind.Sgd, Momentum = 0 },
        new UpdateOptions { Kind = UpdateKind.Sgd, Momentum = 0.7, ClipNorm = 100 },
        new UpdateOptions { Kind = UpdateKind.Sgd, Momentum = 0.7, Nesterov = true, WeightDecay = 0.2, AverageDecay = 0.9 });

    [Theory]
    [MemberData(nameof(Updates))]
    public void Every_update_is_that_of_its_formula(UpdateOptions options)
    {
        TinyTask task = new();
        using TrainingStep step = TrainingStep.Create(task, Batch, options, OneThread);
        Graph withGradient = StepGraph.Step(task, Batch, options, _ => FilterForm.Products, withGradient: true);
        double[] x = ReferenceEvaluator.Doubles(step.Parameters), m = new double[x.Length], v = new double[x.Length], average = [.. x];
        bool[] decays = [.. task.Parameters.Trained.SelectMany(p => Enumerable.Repeat(p.Decays, p.Initial.Span.Length))];
        for (int t = 1; t <= 4; t++)
        {
            double rate = 0.05 / t;
            Fill(step, t);
            Dictionary<string, double[]> inputs = Inputs(task, t, options);
            inputs["parameters"] = x;
            double[] g = ReferenceEvaluator.Run(withGradient, inputs)["gradient"];
            double norm = Math.Sqrt(g.Sum(value => value * value));
            for (int i = 0; i < x.Length; i++)
            {
                double gi = g[i] * (options.ClipNorm is double most ? Math.Min(1, most / (norm + 1e-6)) : 1), wd = decays[i] ? options.WeightDecay : 0;
                if (options.Kind == UpdateKind.AdamW) x[i] *= 1 - (rate * wd);
                else gi += wd * x[i];
                if (options.Kind == UpdateKind.Sgd)
                {
                    m[i] = (options.Momentum * m[i]) + gi;
                    x[i] -= rate * (options.Nesterov ? gi + (options.Momentum * m[i]) : m[i]);
                }
                else
                {
                    m[i] = (options.Beta1 * m[i]) + ((1 - options.Beta1) * gi);
                    v[i] = (options.Beta2 * v[i]) + ((1 - options.Beta2) * gi * gi);
                    x[i] -= rate / (1 - Math.Pow(options.Beta1, t)) * m[i] / (Math.Sqrt(v[i] / (1 - Math.Pow(options.Beta2, t))) + options.Epsilon);
                }

                if (options.AverageDecay is double decay) average[i] = (decay * average[i]) + ((1 - decay) * x[i]);
            }

            step.Run(rate);
            for (int i = 0; i < x.Length; i++)
            {
                // Where a gradient is near 0, Adam divides rounding errors by rounding errors: a hundredth of a step is what remains of that.
                Assert.Equal(x[i], step.Parameters.Span[i], options.Kind == UpdateKind.Sgd ? 2e-6 : 1e-3 * rate);
                Assert.Equal(options.AverageDecay is null ? x[i] : average[i], step.Result.Span[i], options.Kind == UpdateKind.Sgd ? 2e-6 : 1e-3 * rate);
            }
        }
    }

    [Fact]
    public void Adam_in_the_graph_is_the_optimiser_outside_of_it()
    {
        GraphBuilder graph = new();
        Shape shape = new(7);
        Value x = graph.Input("x", shape), m = graph.Input("m", shape), v = graph.Input("v", shape), t = graph.Input("t", Shape.Scalar, ElementType.Int64);
        (Value, Value) factors = AdamNodes.Factors(graph, AdamNodes.Double(graph, 0.02), t, 0.9, 0.99);
        (Value next, Value mean, Value square) = AdamNodes.Append(graph, x, graph.Mul(x, graph.Scalar(2)), m, v, factors, 0.9, 0.99, 1e-8); // the gradient of Σ x²
        foreach ((Value value, string name) in new[] { (next, "x_next"), (mean, "m_next"), (square, "v_next") }) graph.Output(value, name);
        using Session session = Session.Create(graph.Build(), OneThread);
        float[] start = [1, -2, 0.5f, 0, 3, -0.25f, 10];
        Tensor<float> point = new(shape, start), first = new(shape), second = new(shape);
        Tensor<long> time = new(Shape.Scalar);
        foreach ((string name, Tensor<float> tensor) in new[] { ("x", point), ("m", first), ("v", second) })
        {
            session.BindInput(name, tensor);
            session.BindOutput(name + "_next", tensor);
        }

        session.BindInput("t", time);
        Adam adam = new(new AdamOptions { LearningRate = 0.02, Beta2 = 0.99 });
        float[] outside = [.. start];
        for (int i = 1; i <= 10; i++)
        {
            time.Span[0] = i;
            session.Run();
            adam.Step(new Squares(), outside);
        }

        for (int i = 0; i < start.Length; i++) Assert.Equal(outside[i], point.Span[i], 1e-6f * Math.Max(1, Math.Abs(outside[i])));
    }

    [Fact]
    public void The_mean_of_millions_for_a_loss_keeps_the_digits_of_float32()
    {
        GraphBuilder graph = new();
        Shape shape = new(8, 33, 113, 97);
        graph.Output(LossMean.Of(graph, graph.Input("maps", shape)), "mean");
        using Session session = Session.Create(graph.Build(), OneThread);
        Tensor<float> maps = new(shape), mean = new(Shape.Scalar);
        Random random = new(3);
        foreach (ref float value in maps.Span) value = random.NextSingle();
        session.BindInput("maps", maps);
        session.BindOutput("mean", mean);
        session.Run();
        double sum = 0;
        foreach (float value in maps.Span) sum += value;
        // Two sums of 11 thousand and of 264; one of 2.9 million is off by 1.4e-6 here.
        Assert.Equal(1, mean.Span[0] / (sum / maps.Span.Length), 3e-7);
    }

    [Theory]
    [MemberData(nameof(Updates))]
    public void Buffers_that_are_input_and_output_at_once_give_the_bits_of_two_sets(UpdateOptions options)
    {
        TinyTask task = new();
        using TrainingStep step = TrainingStep.Create(task, Batch, options, OneThread);
        using Session apart = Session.Create(step.Graph, OneThread);
        Tensor<double> rate = new(Shape.Scalar, [0.05]);
        Tensor<long> number = new(Shape.Scalar);
        foreach ((BatchInput input, Tensor tensor) in task.Inputs.Zip(step.Inputs)) apart.BindInput(input.Name, tensor);
        foreach (SessionValue input in apart.Inputs)
        {
            if (input.Name == "rate") apart.BindInput("rate", rate);
            if (input.Name == "step") apart.BindInput("step", number);
        }

        Dictionary<string, Tensor<float>> before = step.State.ToDictionary(p => p.Key, p => new Tensor<float>(p.Value.Shape, p.Value.Span));
        Dictionary<string, Tensor<float>> after = step.State.ToDictionary(p => p.Key, p => new Tensor<float>(p.Value.Shape));
        for (int t = 1; t <= 5; t++)
        {
            Fill(step, t);
            number.Span[0] = t;
            foreach ((string name, Tensor<float> tensor) in before) apart.BindInput(name, tensor);
            foreach ((string name, Tensor<float> tensor) in after) apart.BindOutput(name + "_next", tensor);
            apart.Run();
            step.Run(0.05);
            (before, after) = (after, before);
            foreach ((string name, Tensor<float> tensor) in before) Assert.Equal(tensor.Span.ToArray(), step.State[name].Span.ToArray());
        }
    }

    [Fact]
    public void A_loss_that_is_not_finite_stops_with_a_sentence()
    {
        using TrainingStep step = TrainingStep.Create(new TinyTask(), Batch, session: OneThread);
        Fill(step, 1);
        ((Tensor<float>)step.Inputs[0]).Span[0] = float.NaN;
        TrainingDivergedException error = Assert.Throws<TrainingDivergedException>(() => step.Run(0.1));
        Assert.Contains("step 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_that_do_not_work_are_all_named()
    {
        OptionsException error = Assert.Throws<OptionsException>(() => new UpdateOptions { Beta1 = 1, Epsilon = 0, ClipNorm = -1, Nesterov = true, WeightDecay = double.NaN }.Validate());
        Assert.Equal(5, error.Problems.Count);
        Assert.Throws<OptionsException>(() => new LearningRate { Rate = 0, Factor = 2 }.Validate());
        Assert.Throws<OptionsException>(() => new TrainingOptions { Epochs = 0, Batch = 0 }.Validate());
    }

    [Fact]
    public void A_learning_rate_rises_and_falls_as_it_says()
    {
        LearningRate cosine = new() { Kind = ScheduleKind.Cosine, Rate = 2, WarmUpSteps = 4, End = 0.1 };
        Assert.Equal([0.5, 1, 1.5, 2], Enumerable.Range(0, 4).Select(i => Math.Round(cosine.At(i, 10, 24), 9)));
        Assert.Equal(2 * (0.1 + (0.9 * 0.5)), cosine.At(14, 10, 24), 1e-12);
        Assert.Equal(0.2, cosine.At(24, 10, 24), 1e-12);
        LearningRate step = new() { Kind = ScheduleKind.Step, Rate = 1, EpochsPerStep = 2, Factor = 0.5 };
        Assert.Equal([1, 1, 0.5, 0.5, 0.25], Enumerable.Range(0, 5).Select(epoch => step.At((epoch * 7) + 3, 7, 0)));
    }

    internal static SessionOptions OneThread => new() { Threads = 1 };

    internal static void Fill(TrainingStep step, int t)
    {
        for (int place = 0; place < step.Batch; place++) new TinySamples(100).Load((t * 10) + place, varied: false, default, step.Inputs, place);
    }

    private static Dictionary<string, double[]> Inputs(TinyTask task, int t = 1, UpdateOptions? options = null)
    {
        Tensor[] batch = [.. task.Inputs.Select(input => Tensor.Create(input.Type, input.Of(Batch)))];
        for (int place = 0; place < Batch; place++) new TinySamples(100).Load((t * 10) + place, varied: false, default, batch, place);
        Dictionary<string, double[]> inputs = new() { ["x"] = ReferenceEvaluator.Doubles(batch[0]), ["y"] = ReferenceEvaluator.Doubles(batch[1]), ["rate"] = [0.05], ["step"] = [t] };
        inputs["parameters"] = ReferenceEvaluator.Doubles(task.Parameters.InitialVector());
        foreach (string name in StepGraph.StateNames(options ?? new()).Skip(1)) inputs[name] = new double[task.Parameters.Length];
        return inputs;
    }

    private sealed class Squares : IObjective
    {
        public int Length => 7;

        public double Evaluate(ReadOnlySpan<float> x, Span<float> gradient)
        {
            double sum = 0;
            for (int i = 0; i < x.Length; i++) (gradient[i], sum) = (2 * x[i], sum + ((double)x[i] * x[i]));
            return sum;
        }
    }
}
