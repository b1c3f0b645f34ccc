using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training.Tests;

/// <summary>Heads against the definition of their loss in double.</summary>
public sealed class HeadTests
{
    private const int Features = 7;
    private const int Classes = 3;

    [Theory]
    [InlineData(0.1, true)]
    [InlineData(0.001, true)]
    [InlineData(0.01, false)]
    public void Logistic_regression_ends_where_its_gradient_is_zero(double l2, bool balanced)
    {
        FeatureTable table = Table(seed: 3, each: [9, 20, 14]);
        (FittedHead head, _, _) = new HeadTraining(table, new HeadOptions { L2 = [l2], Balanced = balanced }, 1, new SessionOptions()).Train([.. Enumerable.Range(0, table.Rows.Count)], [], CancellationToken.None);
        float[] x = head.Standardisation.Apply(table.Gather([.. Enumerable.Range(0, table.Rows.Count)]));
        double[] found = Parameters(head), gradient = Gradient(found, x, table.Classes, l2, balanced);
        Assert.True(Norm(gradient) < 2e-4, $"|gradient| = {Norm(gradient)}"); // 1e-5 of the start's, and float32
        double[] elsewhere = [.. found];
        elsewhere[0] += 0.05; // a wrong minimum is seen
        Assert.True(Norm(Gradient(elsewhere, x, table.Classes, l2, balanced)) > 10 * Norm(gradient));
    }

    [Fact]
    public void Balanced_classes_have_the_same_part_of_the_loss()
    {
        int[] classes = [0, 0, 0, 0, 0, 1, 2, 2];
        double[] weights = HeadTraining.Weights(classes, 4, balanced: true);
        for (int k = 0; k < 3; k++) Assert.Equal(1 / 3.0, weights.Where((_, i) => classes[i] == k).Sum(), 12);
        Assert.All(HeadTraining.Weights(classes, 4, balanced: false), weight => Assert.Equal(1 / 8.0, weight, 12));
    }

    [Fact]
    public void The_hold_that_is_best_for_other_rows_is_taken()
    {
        FeatureTable table = Table(seed: 7, each: [30, 30, 30]);
        int[] all = [.. Enumerable.Range(0, 90)];
        HeadTraining training = new(table, new HeadOptions { Folds = 3 }, 1, new SessionOptions());
        (_, double l2, IReadOnlyList<double> entropies) = training.Train(all, [], CancellationToken.None);
        double[] strong = [.. new HeadOptions().L2.OrderDescending()];
        Assert.Equal(strong[entropies.ToList().IndexOf(entropies.Min())], l2);
        Assert.True(entropies.Min() < Math.Log(3) - 0.1, "features that tell classes apart do better than guessing");
        Assert.True(entropies[0] > entropies.Min(), "held too strongly, a head says little");
    }

    [Fact]
    public void A_hidden_layer_learns_what_no_line_can()
    {
        RandomStream random = new(11);
        List<float[]> rows = [];
        List<LabeledPicture> pictures = [];
        for (int i = 0; i < 200; i++)
        {
            float x = (float)((2 * random.NextDouble()) - 1), y = (float)((2 * random.NextDouble()) - 1);
            rows.Add([x, y]);
            pictures.Add(new LabeledPicture($"{i}", x * y > 0 ? "same" : "other"));
        }

        FeatureTable table = new(pictures, ["other", "same"], rows, [1, 1]);
        int[] fit = [.. Enumerable.Range(0, 150)], judge = [.. Enumerable.Range(150, 50)];
        Assert.True(Accuracy(HeadKind.Mlp) > 0.9);
        Assert.True(Accuracy(HeadKind.Linear) < 0.75);

        double Accuracy(HeadKind kind)
        {
            HeadOptions options = new() { Kind = kind, Hidden = 16, L2 = [1e-5] };
            float[] found = new HeadTraining(table, options, 2, new SessionOptions()).Train(fit, [], CancellationToken.None).Head.Probabilities(table.Gather(judge));
            return judge.Select((row, i) => (found[(2 * i) + 1] > 0.5 ? 1 : 0) == table.Classes[row] ? 1.0 : 0.0).Average();
        }
    }

    [Fact]
    public void Counts_make_measures()
    {
        ClassifierMetrics metrics = new(["a", "b", "c"], [0, 0, 0, 0, 1, 1, 2], [0, 0, 0, 1, 1, 0, 0]);
        Assert.Equal((4, 7), (metrics.Accuracy.Hits, metrics.Accuracy.Total));
        Assert.Equal(new ClassMetrics("a", 4, 3 / 5.0, 3 / 4.0, 6 / 9.0), metrics.Classes[0]);
        Assert.Equal(new ClassMetrics("b", 2, 1 / 2.0, 1 / 2.0, 1 / 2.0), metrics.Classes[1]);
        Assert.Equal(new ClassMetrics("c", 1, 0, 0, 0), metrics.Classes[2]); // nothing was called c
        Assert.Equal((1, 1, 1), (metrics.Count(0, 1), metrics.Count(1, 0), metrics.Count(2, 0)));
        Assert.Equal(((6 / 9.0) + 0.5) / 3, metrics.MacroF1, 12);
    }

    private static FeatureTable Table(ulong seed, int[] each)
    {
        RandomStream random = new(seed);
        List<float[]> rows = [];
        List<LabeledPicture> pictures = [];
        for (int k = 0; k < each.Length; k++)
        {
            for (int i = 0; i < each[k]; i++)
            {
                rows.Add([.. Enumerable.Range(0, Features).Select(f => (float)(random.NextDouble() + random.NextDouble() + (f % Classes == k ? 0.5 : 0)))]);
                pictures.Add(new LabeledPicture($"{k} {i}", $"{k}"));
            }
        }

        return new FeatureTable(pictures, [.. each.Select((_, k) => $"{k}")], rows, [3, 4]);
    }

    private static double[] Parameters(FittedHead head)
    {
        GraphProbe probe = new(head);
        return [.. probe.Weight.Select(value => (double)value), .. probe.Bias.Select(value => (double)value)];
    }

    private static double[] Gradient(double[] parameters, float[] x, IReadOnlyList<int> classes, double l2, bool balanced)
    {
        double[] gradient = new double[parameters.Length];
        int rows = classes.Count;
        for (int row = 0; row < rows; row++)
        {
            double weight = balanced ? 1.0 / (Classes * classes.Count(one => one == classes[row])) : 1.0 / rows;
            double[] logits = [.. Enumerable.Range(0, Classes).Select(k => parameters[(Features * Classes) + k] + Enumerable.Range(0, Features).Sum(f => x[(row * Features) + f] * parameters[(f * Classes) + k]))];
            double sum = logits.Sum(Math.Exp);
            for (int k = 0; k < Classes; k++)
            {
                double error = weight * ((Math.Exp(logits[k]) / sum) - (classes[row] == k ? 1 : 0));
                gradient[(Features * Classes) + k] += error;
                for (int f = 0; f < Features; f++) gradient[(f * Classes) + k] += error * x[(row * Features) + f];
            }
        }

        for (int i = 0; i < Features * Classes; i++) gradient[i] += l2 * parameters[i];
        return gradient;
    }

    private static double Norm(double[] values) => Math.Sqrt(values.Sum(value => value * value));

    /// <summary>The parameters of a linear head, read from its graph.</summary>
    private sealed class GraphProbe
    {
        public GraphProbe(FittedHead head)
        {
            OnnxStyle.Onnx.GraphBuilder graph = new();
            graph.Output(head.Append(graph, [graph.Input("features", new Shape(1, Features))]), "logits");
            OnnxStyle.Onnx.Graph built = graph.Build();
            Weight = ((Tensor<float>)built.Find("head.weight").Constant!).Span.ToArray();
            Bias = ((Tensor<float>)built.Find("head.bias").Constant!).Span.ToArray();
        }

        public float[] Weight { get; }

        public float[] Bias { get; }
    }
}
