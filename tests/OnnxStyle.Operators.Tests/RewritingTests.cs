using OnnxStyle.Autograd;
using OnnxStyle.Networks;
using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Tests;

public sealed class RewritingTests
{
    private const double Tolerance = 1e-5; // of the largest value: a few layers of Winograd's rounding

    public RewritingTests() => Library.Require();

    [Theory]
    [InlineData(1, 3, 17, 13, 19, 1)]
    [InlineData(2, 16, 16, 9, 8, 1)]
    [InlineData(1, 33, 5, 4, 4, 0)]
    [InlineData(1, 20, 40, 1, 1, 1)]
    [InlineData(3, 1, 1, 6, 5, 2)]
    public void One_convolution_goes_there_and_back(int n, int c, int m, int h, int w, int pad)
    {
        GraphBuilder graph = new("one");
        Value x = graph.Input("x", new Shape(n, c, h, w));
        graph.Output(graph.Conv(x, Constant(graph, 1, m, c, 3, 3), Constant(graph, 2, m), pads: [pad, pad, pad, pad]), "y");
        (IReadOnlyDictionary<string, double> errors, WinogradGraph rewritten) = Twin.Run(graph.Build());
        Assert.InRange(errors["y"], 0, Tolerance);
        Dictionary<string, int> nodes = Twin.Count(rewritten.Graph);
        Assert.Equal((1, 1, 1), (nodes["ToBlocked"], nodes["Conv3x3"], nodes["FromBlocked"]));
        Assert.True(Assert.Single(rewritten.Verdicts).Applies);
        Assert.DoesNotContain(rewritten.Graph.Initializers, value => value.Shape.Rank == 4); // the bank has them
    }

    [Theory]
    [InlineData(null)]
    [InlineData(VectorForm.Scalar)]
    [InlineData(VectorForm.Vector256)]
    public void A_small_network_with_its_gradient_stays_blocked(VectorForm? form)
    {
        if (form is { } wanted && !VectorForms.IsSupported(wanted)) Assert.Skip($"This processor has no {wanted}.");
        (IReadOnlyDictionary<string, double> errors, WinogradGraph rewritten) = Twin.Run(Network(19, 27), form: form);
        Assert.All(errors, error => Assert.InRange(error.Value, 0, Tolerance));
        Dictionary<string, int> nodes = Twin.Count(rewritten.Graph);
        Assert.Equal(6, nodes["Conv3x3"]); // three forward, three backward
        Assert.Equal((1, 1), (nodes["AveragePool2x2"], nodes["AveragePool2x2Gradient"]));
        Assert.Equal(1, nodes["HardSigmoid"]); // of the deepest ReLU, whose gradient comes from no convolution
        Assert.False(nodes.ContainsKey("Relu") || nodes.ContainsKey("Conv") || nodes.ContainsKey("Resize"), string.Join(", ", nodes.Keys));
        Assert.Equal(3, rewritten.Verdicts.Count(v => v.Reason.StartsWith("backward", StringComparison.Ordinal)));
        Assert.Equal(3, rewritten.Verdicts.Count(v => v.Reason.Contains("+ReLU", StringComparison.Ordinal)));
        Assert.Contains(rewritten.Verdicts, v => v.Reason.Contains("+addend", StringComparison.Ordinal));
        Assert.Contains(rewritten.Verdicts, v => v.Reason.Contains("+gate", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(33, 47, Pooling.Average)]
    [InlineData(48, 48, Pooling.Max)]
    [InlineData(50, 35, Pooling.L2)]
    public void The_losses_of_the_encoder_and_their_gradient_are_the_same(int height, int width, Pooling pooling)
    {
        GraphBuilder graph = new("losses");
        Value image = graph.Input("image", new Shape(1, 3, height, width));
        IReadOnlyDictionary<string, Value> features = Encoder.Embedded().Append(graph, image, ["relu1_1", "relu2_1", "relu3_1", "conv4_1"], new NetworkOptions { Pooling = pooling, FirstPadding = pooling == Pooling.L2 ? FirstPadding.Replicate : FirstPadding.Zero });
        Value total = graph.Scalar(0);
        foreach ((string layer, Value feature) in features)
        {
            Value flat = graph.Reshape(feature, feature.Shape[1], feature.Shape[2] * feature.Shape[3]), gram = graph.Gemm(flat, flat, alpha: 1f / flat.Shape[1], transB: true);
            total = graph.Add(total, layer == "conv4_1" ? graph.ReduceMean(graph.Mul(feature, feature), keepDims: false) : graph.ReduceMean(graph.Mul(gram, gram), keepDims: false));
        }

        graph.Output(total, "total");
        graph.Output(features["relu3_1"], "features");
        graph.Output(Gradient.Append(graph, total, [image])[0], "gradient");
        (IReadOnlyDictionary<string, double> errors, WinogradGraph rewritten) = Twin.Run(graph.Build(), rounds: 1);
        Assert.InRange(errors["total"], 0, 1e-5);
        Assert.InRange(errors["features"], 0, 1e-5);
        Assert.InRange(errors["gradient"], 0, 5e-3); // ReLU inputs near zero change sign between engines
        Assert.All(rewritten.Verdicts, verdict => Assert.True(verdict.Applies, $"{verdict}"));
        Dictionary<string, int> nodes = Twin.Count(rewritten.Graph);
        Assert.Equal((3, 3), (nodes["Gram"], nodes["MatrixTimesFeatures"]));
    }

    /// <summary>A student's layer: a 3x3 convolution with few filters and a 1x1 convolution after it, with the gradients of the picture and, where filters change, of them.</summary>
    [Theory]
    [InlineData(null, false, 1)]
    [InlineData(VectorForm.Scalar, false, 1)]
    [InlineData(VectorForm.Vector256, false, 2)]
    [InlineData(null, true, 3)]
    public void A_convolution_that_is_split_stays_blocked(VectorForm? form, bool changes, int batch)
    {
        if (form is { } wanted && !VectorForms.IsSupported(wanted)) Assert.Skip($"This processor has no {wanted}.");
        GraphBuilder graph = new("split");
        Value image = graph.Input("image", new Shape(batch, 20, 11, 14));
        Value w = changes ? graph.Input("w", new Shape(37, 18, 1, 1)) : Constant(graph, 3, 37, 18, 1, 1);
        Value a = graph.Conv(image, Constant(graph, 1, 18, 20, 3, 3), null, pads: [1, 1, 1, 1]);
        Value b = graph.Relu(graph.Conv(a, w, Constant(graph, 4, 37)));
        Value c = graph.Relu(graph.Conv(b, Constant(graph, 5, 19, 37, 1, 1), Constant(graph, 6, 19)));
        Value total = graph.Add(graph.ReduceMean(graph.Mul(c, c), keepDims: false), graph.ReduceMean(graph.Mul(b, b), keepDims: false));
        graph.Output(total, "total");
        IReadOnlyList<Value> gradients = Gradient.Append(graph, total, changes ? [image, w] : [image]);
        for (int i = 0; i < gradients.Count; i++) graph.Output(gradients[i], $"d{i}");
        (IReadOnlyDictionary<string, double> errors, WinogradGraph rewritten) = Twin.Run(graph.Build(), form: form);
        Assert.All(errors, error => Assert.InRange(error.Value, 0, Tolerance));
        Dictionary<string, int> nodes = Twin.Count(rewritten.Graph);
        Assert.Equal((2, 4), (nodes["Conv3x3"], nodes["Conv1x1"]));
        Assert.Equal(changes ? 1 : 0, nodes.GetValueOrDefault("Conv")); // the gradient of 1x1 filters stays ONNX Runtime's
        Assert.False(nodes.ContainsKey("Relu"));
        Assert.Contains(rewritten.Verdicts, v => v.Reason == "backward, 1x1, +addend, +gate");
        Assert.Contains(rewritten.Verdicts, v => v.Reason == $"forward, 1x1, {(changes ? "filters that change, " : "")}+bias, +ReLU");
        Assert.False(WinogradGraph.TakesFilterGradient(b.Producer!.Inputs[0]!.Producer!));
    }

    [Fact]
    public void Any_mixture_of_nodes_gives_the_same_results()
    {
        for (int seed = 1; seed <= 40; seed++)
        {
            Graph graph = Mixture(seed);
            (IReadOnlyDictionary<string, double> errors, WinogradGraph rewritten) = Twin.Run(graph, seed, rounds: 1);
            Assert.All(errors, error => Assert.True(error.Value < Tolerance, $"seed {seed}: {error.Key} differs by {error.Value}\n{GraphPrinter.Print(rewritten.Graph)}"));
        }
    }

    [Fact]
    public void A_wrong_rewriting_is_seen()
    {
        foreach (int wrong in new[] { 1, 2, 3, 4 })
        {
            (IReadOnlyDictionary<string, double> errors, _) = Twin.Run(Network(12, 13), other: Network(12, 13, wrong));
            Assert.Contains(errors.Values, error => error > 1e-3);
        }
    }

    [Fact]
    public void A_value_in_both_layouts_is_converted_once()
    {
        GraphBuilder graph = new("both");
        Value x = graph.Input("x", new Shape(1, 16, 8, 8)), w = Constant(graph, 1, 16, 16, 3, 3);
        Value y = graph.Conv(x, w, null, pads: [1, 1, 1, 1]);
        foreach (string name in new[] { "a", "b" }) graph.Output(graph.ReduceSum(graph.Softmax(y, 3), [2, 3], keepDims: false), name);
        graph.Output(graph.Conv(y, w, null, pads: [1, 1, 1, 1]), "c");
        graph.Output(y, "d");
        (IReadOnlyDictionary<string, double> errors, WinogradGraph rewritten) = Twin.Run(graph.Build());
        Assert.All(errors, error => Assert.InRange(error.Value, 0, Tolerance));
        Dictionary<string, int> nodes = Twin.Count(rewritten.Graph);
        Assert.Equal((1, 2, 2), (nodes["ToBlocked"], nodes["FromBlocked"], nodes["Conv3x3"]));
    }

    [Fact]
    public void Filters_that_change_are_transformed_in_each_run()
    {
        GraphBuilder graph = new("changing");
        Value x = graph.Input("x", new Shape(2, 5, 9, 7)), w = graph.Input("w", new Shape(18, 5, 3, 3)), b = graph.Input("b", new Shape(18));
        Value y = graph.Relu(graph.Conv(x, w, b, pads: [1, 1, 1, 1])), total = graph.ReduceMean(graph.Mul(y, y), keepDims: false);
        graph.Output(total, "total");
        IReadOnlyList<Value> gradients = Gradient.Append(graph, total, [x, w, b]);
        for (int i = 0; i < 3; i++) graph.Output(gradients[i], $"d{i}");
        (IReadOnlyDictionary<string, double> errors, WinogradGraph rewritten) = Twin.Run(graph.Build());
        Assert.All(errors, error => Assert.InRange(error.Value, 0, Tolerance));
        Assert.Equal(2, rewritten.Verdicts.Count(v => v.Applies && v.Reason.Contains("filters that change", StringComparison.Ordinal)));
        Assert.Equal("gradient of the filters and the bias", rewritten.Verdicts.Single(v => v.Reason.StartsWith("gradient", StringComparison.Ordinal)).Reason);
        Dictionary<string, int> nodes = Twin.Count(rewritten.Graph);
        Assert.False(nodes.ContainsKey("Conv") || nodes.ContainsKey("Transpose") || nodes.ContainsKey("ReduceSum"), string.Join(", ", nodes.Keys));
    }

    // Every operator with some way of its own through the rewriter, in random order over a few shapes.
    private static Graph Mixture(int seed)
    {
        Random random = new(seed);
        GraphBuilder graph = new("mixture");
        List<Value> values = [graph.Input("x0", new Shape(1, random.Next(1, 40), random.Next(2, 15), random.Next(2, 15)))];
        for (int i = 0; i < 14; i++)
        {
            Value x = values[random.Next(values.Count)];
            Value? same = values.LastOrDefault(v => v != x && v.Shape.Equals(x.Shape));
            int pad = random.Next(3), m = random.Next(1, 40);
            Value y = random.Next(14) switch
            {
                0 or 1 or 2 when x.Shape[2] + (2 * pad) > 2 && x.Shape[3] + (2 * pad) > 2 =>
                    graph.Conv(x, Constant(graph, i, m, (int)x.Shape[1], 3, 3), random.Next(2) == 0 ? null : Constant(graph, 50 + i, m), pads: [pad, pad, pad, pad]),
                3 => graph.Conv(x, Constant(graph, i, (int)x.Shape[1], (int)x.Shape[1], 3, 3), null, pads: [1, 1, 1, 1]),
                4 => graph.Relu(x),
                5 => graph.Mul(x, graph.Scalar(0.7f)),
                6 when same is not null => graph.Add(x, same),
                7 when same is not null => graph.Mul(x, graph.HardSigmoid(same, 1e38f, 0)),
                8 when same is not null => graph.Sub(same, x),
                9 when x.Shape[2] > 1 && x.Shape[3] > 1 => graph.AveragePool(x, [2, 2], strides: [2, 2]),
                10 when x.Shape[2] < 20 && x.Shape[3] < 20 => graph.Op("Resize", [graph.Mul(x, graph.Scalar(0.25f)), null, graph.Constant(new Tensor<float>(new Shape(4), [1f, 1f, 2f, 2f]))],
                    OnnxAttribute.Of("mode", "nearest"), OnnxAttribute.Of("coordinate_transformation_mode", "asymmetric"), OnnxAttribute.Of("nearest_mode", "floor")),
                11 => graph.Sigmoid(x),
                12 => graph.Conv(x, Constant(graph, i, m, (int)x.Shape[1], 1, 1), null),
                _ => graph.Neg(graph.Pad(x, [0, 0, 0, 0, 0, 0, 1, random.Next(2)])), // ONNX Runtime 1.30 loses a Pad that it joins with a pooling
            };
            values.Add(y);
        }

        for (int i = 1; i < values.Count; i++) if (i == values.Count - 1 || random.Next(4) == 0) graph.Output(values[i], $"y{i}");
        return graph.Build();
    }

    // conv, relu, conv, relu, pool, conv, relu with two taps; wrong is a mistake that somebody could make.
    private static Graph Network(int height, int width, int wrong = 0)
    {
        GraphBuilder graph = new("network");
        Value image = graph.Input("image", new Shape(1, 3, height, width));
        Value a = graph.Relu(graph.Conv(image, Constant(graph, 1, 20, 3, 3, 3), Constant(graph, 2, 20), pads: [1, 1, 1, 1]));
        Value b = graph.Conv(a, Constant(graph, wrong == 1 ? 7 : 3, 18, 20, 3, 3), Constant(graph, 4, 18), pads: [1, 1, 1, 1]);
        if (wrong != 2) b = graph.Relu(b);
        Value p = wrong == 3 ? graph.MaxPool(b, [2, 2], strides: [2, 2]) : graph.AveragePool(b, [2, 2], strides: [2, 2]);
        Value c = graph.Relu(graph.Conv(p, Constant(graph, 5, 33, 18, 3, 3), Constant(graph, wrong == 4 ? 8 : 6, 33), pads: [1, 1, 1, 1]));
        Value total = graph.Add(graph.ReduceMean(graph.Mul(c, c), keepDims: false), graph.ReduceMean(graph.Sigmoid(a), keepDims: false));
        graph.Output(total, "total");
        graph.Output(Gradient.Append(graph, total, [image])[0], "gradient");
        return graph.Build();
    }

    private static Value Constant(GraphBuilder graph, int seed, params int[] extents)
    {
        Shape shape = new([.. extents.Select(e => (long)e)]);
        return graph.Constant(new Tensor<float>(shape, Blocks.Noise(seed, shape.ElementCount, extents.Length == 4 ? Math.Sqrt(1.0 / extents[1]) / 2 : 0.1)));
    }
}
