using OnnxStyle.Onnx;
using OnnxStyle.Reference;
using OnnxStyle.Tensors;

namespace OnnxStyle.Autograd.Tests;

/// <summary>
/// Holds a gradient graph against finite differences, all in double on the reference evaluator: for a random direction u and
/// cotangent v, ⟨v, J·u⟩ by central differences must be ⟨Jᵀ·v, u⟩. A wrong entry of the Jacobian escapes one random direction
/// with probability zero; small cases are checked entry by entry besides, so that the message says which one.
/// </summary>
internal static class GradientCheck
{
    /// <summary>
    /// Relative. The graph's constants are float32 (6e-8 each); central differences at 1e-5 add 1e-10 of truncation and 1e-11 of
    /// rounding. A factor of 1.01 is four orders above.
    /// </summary>
    public const double Tolerance = 1e-6;

    private const double Step = 1e-5;
    private const int FullJacobianLimit = 64;

    /// <summary>Empty when the gradients are right; otherwise what is wrong.</summary>
    /// <param name="row">The case.</param>
    /// <param name="order">1 for the gradient, 2 for the gradient of a projection of the gradient.</param>
    /// <param name="rules">Rules to use instead of the table's, or null.</param>
    public static string Failure(GradientCase row, int order = 1, Func<Node, GradientRule?>? rules = null)
    {
        (Graph graph, Dictionary<string, double[]> feeds) = Make(row, order, rules);
        IReadOnlyDictionary<string, double[]> at = ReferenceEvaluator.Run(graph, feeds);
        double step = row.Linear && order == 1 ? 1 : Step;
        Random random = new(row.Seed + 1);
        List<string> failures = [];
        for (int i = 0; i < row.Inputs.Length; i++)
        {
            double[] gradient = at[$"dx{i}"];
            double[] u = [.. gradient.Select(_ => (random.NextDouble() * 2) - 1)];
            double scale = gradient.Zip(u, (a, b) => Math.Abs(a * b)).Sum();
            Compare(failures, $"x{i}, random direction", gradient.Zip(u, (a, b) => a * b).Sum(), Difference(graph, feeds, $"x{i}", u, step), scale, step);
            if (gradient.Length > FullJacobianLimit) continue;
            double largest = gradient.Max(Math.Abs);
            for (int e = 0; e < gradient.Length; e++)
            {
                double[] one = new double[gradient.Length];
                one[e] = 1;
                Compare(failures, $"x{i}[{e}]", gradient[e], Difference(graph, feeds, $"x{i}", one, step), largest, step);
            }
        }

        return failures.Count == 0 ? "" : $"{row.Name}, order {order}, seed {row.Seed}, step {step}:\n{string.Join('\n', failures.Take(12))}\n{GraphPrinter.Print(graph)}";
    }

    /// <summary>Inputs x0, x1, ..., a random cotangent, loss = ⟨v, y⟩ as output <c>loss</c> and its gradients as outputs dx0, dx1, ...</summary>
    public static (Graph Graph, Dictionary<string, double[]> Feeds) Make(GradientCase row, int order, Func<Node, GradientRule?>? rules = null)
    {
        GraphBuilder graph = new();
        Value[] inputs = [.. row.Inputs.Select((input, i) => graph.Input($"x{i}", input.Shape))];
        Random random = new(row.Seed + 2);
        Value loss = Project(graph, [row.Build(graph, inputs)], random);
        rules ??= GradientRules.Find;
        IReadOnlyList<Value> gradients = Gradient.Append(graph, loss, inputs, rules);
        if (order == 2)
        {
            loss = Project(graph, gradients, random);
            gradients = Gradient.Append(graph, loss, inputs, rules);
        }

        graph.Output(loss, "loss");
        for (int i = 0; i < gradients.Count; i++)
        {
            Assert.Equal(inputs[i].Shape, gradients[i].Shape);
            graph.Output(gradients[i], $"dx{i}");
        }

        return (graph.Build(), row.DrawInputs());
    }

    private static Value Project(GraphBuilder graph, IReadOnlyList<Value> values, Random random)
    {
        Value? loss = null;
        foreach (Value value in values)
        {
            Tensor<float> v = new(value.Shape);
            foreach (ref float element in v.Span) element = (float)((random.NextDouble() * 2) - 1);
            Value term = graph.ReduceSum(graph.Mul(value, graph.Constant(v)), null, keepDims: false);
            loss = loss is null ? term : graph.Add(loss, term);
        }

        return loss!;
    }

    private static double Difference(Graph graph, Dictionary<string, double[]> feeds, string input, double[] direction, double step)
    {
        double Loss(double t) => ReferenceEvaluator.Run(
            graph, new Dictionary<string, double[]>(feeds) { [input] = [.. feeds[input].Zip(direction, (x, d) => x + (t * d))] })["loss"][0];
        return (Loss(step) - Loss(-step)) / (2 * step);
    }

    private static void Compare(List<string> failures, string what, double actual, double expected, double scale, double step)
    {
        // The last term is the rounding of the difference itself, for gradients that are zero.
        double allowed = (Tolerance * (scale + Math.Abs(expected))) + (step < 1 ? 1e-9 : 1e-12);
        if (!(Math.Abs(actual - expected) <= allowed))
            failures.Add($"{what}: gradient {actual:R}, finite difference {expected:R}, off by {Math.Abs(actual - expected):E2}, allowed {allowed:E2}");
    }
}
