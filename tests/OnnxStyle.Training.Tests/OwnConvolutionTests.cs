using OnnxStyle.Onnx;
using OnnxStyle.Operators;
using OnnxStyle.Reference;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training.Tests;

/// <summary>Steps whose 3x3 convolutions are ours.</summary>
public sealed class OwnConvolutionTests
{
    private const int Batch = 2;

    /// <summary>Of the largest entry. Winograd's transforms lose some digits more than direct sums: 3e-6 of the largest result of a convolution, and here three follow one another.</summary>
    private const double Tolerance = 1e-5;

    public static TheoryData<int, int> Sizes => new() { { 26, 27 }, { 33, 29 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Losses_and_gradients_are_those_of_the_definition(int height, int width)
    {
        if (!WinogradGraph.Pays) Assert.Skip("this processor has no vectors of 256 bits");
        ConvolutionTask task = new(height, width);
        using StepSessions ours = new(StepTests.OneThread), plain = new(StepTests.OneThread, plain: true);
        UpdateOptions update = new() { Kind = UpdateKind.Sgd, Momentum = 0 };
        Graph graph = StepGraph.Step(task, Batch, update, ours.Form, withGradient: true);
        string[] forms = [.. WinogradGraph.Of(graph).Verdicts.Where(verdict => verdict.Applies).Select(verdict => verdict.Reason)];
        Assert.Equal(3, forms.Count(form => form.StartsWith("gradient of the filters", StringComparison.Ordinal))); // of middle and the two trained 3x3 layers behind it
        Assert.Contains(forms, form => form.StartsWith("backward", StringComparison.Ordinal) && form.Contains("filters that change", StringComparison.Ordinal));
        Assert.Contains(forms, form => form.StartsWith("forward", StringComparison.Ordinal) && !form.Contains("filters that change", StringComparison.Ordinal)); // the frozen one

        IReadOnlyDictionary<string, double[]> expected = ReferenceEvaluator.Run(graph, Doubles(task));
        foreach ((StepSessions sessions, Graph written) in new[] { (ours, graph), (plain, StepGraph.Step(task, Batch, update, plain.Form, withGradient: true)) })
        {
            Tensor<float> gradient = new(new Shape(task.Parameters.Length)), loss = new(Shape.Scalar);
            using Session session = sessions.Create(written);
            foreach (SessionValue input in session.Inputs) session.BindInput(input.Name, Input(task, input.Name));
            session.BindOutput("gradient", gradient);
            session.BindOutput("loss", loss);
            session.BindOutput("parameters_next", new Tensor<float>(gradient.Shape));
            session.Run();
            Assert.Equal(expected["loss"][0], loss.Span[0], Tolerance * Math.Abs(expected["loss"][0]));
            double largest = expected["gradient"].Max(Math.Abs);
            for (int i = 0; i < gradient.Span.Length; i++) Assert.Equal(expected["gradient"][i], gradient.Span[i], Tolerance * largest);
        }
    }

    [Fact]
    public void The_same_seed_gives_the_same_bits_and_the_number_of_threads_changes_none_of_ours()
    {
        float[] once = Trained(1), again = Trained(1), two = Trained(2);
        Assert.Equal(once, again);
        for (int i = 0; i < once.Length; i++) Assert.Equal(once[i], two[i], 1e-5f); // what is ONNX Runtime's own may be summed in another order

        static float[] Trained(int threads)
        {
            ConvolutionTask task = new(21, 26);
            using TrainingStep step = TrainingStep.Create(task, Batch, new UpdateOptions { Kind = UpdateKind.Sgd }, new SessionOptions { Threads = threads });
            for (int t = 0; t < 4; t++)
            {
                foreach ((BatchInput input, Tensor tensor) in task.Inputs.Zip(step.Inputs)) Input(task, input.Name, t).Bytes.CopyTo(tensor.Bytes);
                step.Run(0.02);
            }

            return step.Parameters.Span.ToArray();
        }
    }

    [Fact]
    public void An_evaluation_sees_the_filters_as_they_are_now()
    {
        ConvolutionTask task = new(23, 25);
        using StepSessions sessions = new(StepTests.OneThread);
        using TrainingStep step = TrainingStep.Create(task, Batch, new UpdateOptions(), sessions);
        using Evaluation evaluation = new(task, Batch, step.Parameters, sessions);
        List<float> seen = [];
        for (int t = 0; t < 3; t++)
        {
            foreach ((BatchInput input, int i) in task.Inputs.Select((input, i) => (input, i)))
            {
                Input(task, input.Name).Bytes.CopyTo(step.Inputs[i].Bytes);
                Input(task, input.Name).Bytes.CopyTo(evaluation.Inputs[i].Bytes);
            }

            float before = evaluation.Run(TestContext.Current.CancellationToken)[0];
            step.Run(0.01);
            Assert.Equal(before, step.Losses[0], 1e-6f * Math.Abs(before)); // the same nodes, in another session
            seen.Add(before);
        }

        Assert.Equal(3, seen.Distinct().Count());
    }

    private static Dictionary<string, double[]> Doubles(ConvolutionTask task) =>
        new[] { "x", "y", "rate", "step", StepGraph.Parameters }.ToDictionary(name => name, name => ReferenceEvaluator.Doubles(Input(task, name)), StringComparer.Ordinal);

    private static Tensor Input(ConvolutionTask task, string name, int seed = 0)
    {
        if (name == "rate") return new Tensor<double>(Shape.Scalar, [0.1]);
        if (name == "step") return new Tensor<long>(Shape.Scalar, [1]);
        if (name == StepGraph.Parameters) return task.Parameters.InitialVector();
        Tensor<float> made = new(task.Inputs.Single(input => input.Name == name).Of(Batch));
        RandomStream random = RandomStream.Of(3, seed, name.Length);
        foreach (ref float value in made.Span) value = (float)random.NextNormal();
        return made;
    }

    /// <summary>A frozen 3x3 layer, two that are trained, a pooling between them, a third padded by 0, and a 1x1 layer, which stays plain.</summary>
    private sealed class ConvolutionTask : ITrainingTask
    {
        private static readonly (string Name, int In, int Out, int Kernel)[] Layers = [("frozen", 3, 32, 3), ("middle", 32, 24, 3), ("small", 24, 40, 3), ("inner", 40, 17, 3), ("last", 17, 2, 1)];

        public ConvolutionTask(int height, int width)
        {
            RandomStream random = new(4);
            foreach ((string name, int from, int to, int kernel) in Layers)
            {
                Parameters.Add(new Parameter($"{name}.weight", Initialization.He(new Shape(to, from, kernel, kernel), ref random), Frozen: name == "frozen"));
                Parameters.Add(new Parameter($"{name}.bias", new Tensor<float>(new Shape(to)), Frozen: name == "frozen"));
            }

            Inputs = [new("x", new Shape(3, height, width)), new("y", new Shape(2, (height / 2) - 2, (width / 2) - 2))];
        }

        public string Name => "convolutions";

        public IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

        public ParameterSet Parameters { get; } = new();

        public IReadOnlyList<BatchInput> Inputs { get; }

        public StepLosses Append(GraphBuilder graph, IReadOnlyDictionary<string, Value> weights, IReadOnlyDictionary<string, Value> batch)
        {
            Value x = batch["x"];
            foreach ((string name, _, _, int kernel) in Layers)
            {
                x = graph.Conv(x, weights[$"{name}.weight"], weights[$"{name}.bias"], pads: kernel == 1 || name == "inner" ? [0, 0, 0, 0] : [1, 1, 1, 1]);
                if (kernel == 3) x = graph.Tanh(x); // smooth, so that rounding cannot turn a ReLU round
                if (name == "middle") x = graph.AveragePool(x, [2, 2], [2, 2]);
            }

            Value error = graph.Sub(x, batch["y"]);
            return new StepLosses(graph.ReduceMean(graph.Mul(error, error), keepDims: false));
        }
    }
}
