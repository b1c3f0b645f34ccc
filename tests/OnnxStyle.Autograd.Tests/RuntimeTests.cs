using OnnxStyle.Autograd.Tests.Cases;
using OnnxStyle.Onnx;
using OnnxStyle.Reference;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Autograd.Tests;

/// <summary>ONNX Runtime's gradients against the reference evaluator's, for every row: the graph means the same to both.</summary>
public sealed class RuntimeTests
{
    /// <summary>Relative to the largest entry. Sums here have at most 200 terms: 200 · 6e-8, and some room.</summary>
    private const double Tolerance = 2e-5;

    public static TheoryData<string> Names => [.. KnownCases.All.Where(c => c.Runtime).Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Runtime_computes_the_reference_gradient(string name)
    {
        GradientCase row = KnownCases.Find(name);
        (Graph graph, Dictionary<string, double[]> feeds) = GradientCheck.Make(row, 1);
        IReadOnlyDictionary<string, double[]> expected = ReferenceEvaluator.Run(graph, feeds);
        Dictionary<string, float[]> actual = Run(graph, feeds);
        foreach ((string output, double[] reference) in expected)
        {
            double allowed = Tolerance * Math.Max(1, reference.Max(Math.Abs));
            for (int i = 0; i < reference.Length; i++)
                Assert.True(Math.Abs(actual[output][i] - reference[i]) <= allowed, $"{name}, seed {row.Seed}: {output}[{i}] is {actual[output][i]:R}, reference {reference[i]:R}, allowed {allowed:E1}.");
        }
    }

    [Fact]
    public void Two_sessions_give_the_same_bits()
    {
        (Graph graph, Dictionary<string, double[]> feeds) = GradientCheck.Make(KnownCases.Find("Conv 3x3 same, odd"), 1);
        Assert.Equal(Run(graph, feeds)["dx0"], Run(graph, feeds)["dx0"]);
    }

    private static Dictionary<string, float[]> Run(Graph graph, Dictionary<string, double[]> feeds)
    {
        using Session session = Session.Create(graph, new SessionOptions { Threads = 1 });
        foreach (Value input in graph.Inputs)
            session.BindInput(input.Name, new Tensor<float>(input.Shape, [.. feeds[input.Name].Select(v => (float)v)]));
        Dictionary<string, Tensor<float>> outputs = graph.Outputs.ToDictionary(v => v.Name, v => new Tensor<float>(v.Shape));
        foreach ((string name, Tensor<float> tensor) in outputs) session.BindOutput(name, tensor);
        session.Run();
        return outputs.ToDictionary(o => o.Key, o => o.Value.Span.ToArray());
    }
}
