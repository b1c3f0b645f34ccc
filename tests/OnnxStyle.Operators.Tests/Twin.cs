using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Tests;

/// <summary>A graph run as it is and rewritten, over the same inputs.</summary>
internal static class Twin
{
    /// <summary>The largest difference of each output, over its largest value; and the rewritten graph.</summary>
    public static (IReadOnlyDictionary<string, double> Errors, WinogradGraph Rewritten) Run(Graph source, int seed = 1, int threads = 2, VectorForm? form = null, Graph? other = null, int rounds = 2)
    {
        WinogradGraph rewritten = WinogradGraph.Of(other ?? source, always: true);
        SessionOptions options = new() { Threads = threads };
        using FilterBank bank = new();
        using Session plain = Session.Create(source, options);
        using Session ours = rewritten.CreateSession(options, bank, form);
        Assert.Equal(plain.Inputs.Select(v => (v.Name, $"{v}")), ours.Inputs.Select(v => (v.Name, $"{v}")));
        Assert.Equal(plain.Outputs.Select(v => (v.Name, $"{v}")), ours.Outputs.Select(v => (v.Name, $"{v}")));
        Dictionary<string, double> errors = [];
        for (int round = 0; round < rounds; round++) // a second run uses the buffers of the first
        {
            foreach (Value input in source.Inputs)
            {
                Tensor<float> noise = new(input.Shape, Blocks.Noise(seed + (100 * round), input.Shape.ElementCount));
                plain.BindInput(input.Name, noise);
                ours.BindInput(input.Name, noise);
                seed++;
            }

            Dictionary<string, (Tensor<float> A, Tensor<float> B)> results = source.Outputs.ToDictionary(output => output.Name, output => (new Tensor<float>(output.Shape), new Tensor<float>(output.Shape)));
            foreach ((string name, (Tensor<float> a, Tensor<float> b)) in results)
            {
                b.Span.Fill(float.NaN);
                plain.BindOutput(name, a);
                ours.BindOutput(name, b);
            }

            plain.Run();
            ours.Run();
            foreach ((string name, (Tensor<float> a, Tensor<float> b)) in results)
            {
                double error = Blocks.Error(b.Span.ToArray(), [.. a.Span.ToArray().Select(v => (double)v)]);
                errors[name] = double.IsNaN(error) ? double.PositiveInfinity : Math.Max(error, errors.GetValueOrDefault(name));
            }
        }

        return (errors, rewritten);
    }

    /// <summary>The operators of a rewritten graph with their counts.</summary>
    public static Dictionary<string, int> Count(Graph graph) => graph.Nodes.GroupBy(node => node.OpType).ToDictionary(group => group.Key, group => group.Count());
}
