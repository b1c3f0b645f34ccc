using OnnxStyle.Onnx;
using OnnxStyle.Reference;
using OnnxStyle.Tensors;

namespace OnnxStyle.Autograd.Tests;

/// <summary>What the walk promises besides right numbers.</summary>
public sealed class WalkTests
{
    [Fact]
    public void Value_that_the_loss_does_not_use_gets_zeros()
    {
        GraphBuilder b = new();
        Value x = b.Input("x", new Shape(2, 3)), unused = b.Input("unused", new Shape(4, 1));
        IReadOnlyList<Value> gradients = Gradient.Append(b, b.ReduceSum(x, null, keepDims: false), [unused, x]);
        Assert.Equal(new double[4], Run(b, gradients[0], ("x", new double[6]), ("unused", new double[4])));
        Assert.Equal([1, 1, 1, 1, 1, 1], Run(b, gradients[1], ("x", new double[6]), ("unused", new double[4])));
    }

    [Fact]
    public void Value_behind_a_step_gets_zeros()
    {
        GraphBuilder b = new();
        Value x = b.Input("x", new Shape(3));
        Value loss = b.ReduceSum(b.Mul(b.Sign(x), b.Floor(x)), null, keepDims: false);
        Assert.Equal([0, 0, 0], Run(b, Gradient.Append(b, loss, [x])[0], ("x", [1.5, -2.5, 3.5])));
    }

    [Theory]
    [InlineData(new long[] { })]
    [InlineData(new long[] { 1 })]
    [InlineData(new long[] { 1, 1, 1 })]
    public void Loss_of_any_rank_with_one_element_is_taken(long[] dims)
    {
        GraphBuilder b = new();
        Value x = b.Input("x", new Shape(2));
        Value loss = b.Expand(b.ReduceSum(b.Mul(x, x), null, keepDims: false), new Shape(dims));
        Assert.Equal([3, -4], Run(b, Gradient.Append(b, loss, [x])[0], ("x", [1.5, -2])));
    }

    [Fact]
    public void Loss_with_respect_to_itself_is_one()
    {
        GraphBuilder b = new();
        Value x = b.Input("x", new Shape(1, 1));
        Assert.Equal([1], Run(b, Gradient.Append(b, x, [x])[0], ("x", [7])));
    }

    [Fact]
    public void Intermediate_value_is_a_variable_at_its_place()
    {
        GraphBuilder b = new();
        Value x = b.Input("x", new Shape(2));
        Value middle = b.Mul(x, b.Scalar(3f));
        IReadOnlyList<Value> gradients = Gradient.Append(b, b.ReduceSum(b.Mul(middle, middle), null, keepDims: false), [middle, x]);
        Assert.Equal([6, 12], Run(b, gradients[0], ("x", [1, 2])));
        Assert.Equal([18, 36], Run(b, gradients[1], ("x", [1, 2])));
    }

    [Fact]
    public void Loss_with_two_elements_is_refused()
    {
        GraphBuilder b = new();
        Value x = b.Input("x", new Shape(2));
        Assert.Equal("Gradient of 'x': expected a loss of one element, found [2].", Assert.Throws<ShapeException>(() => Gradient.Append(b, x, [x])).Message);
    }

    [Fact]
    public void Refusal_names_the_node()
    {
        GraphBuilder b = new();
        Value x = b.Input("x", new Shape(2, 3));
        Value loss = b.ReduceProd(x, null, keepDims: false, name: "volume");
        NoGradientException error = Assert.Throws<NoGradientException>(() => Gradient.Append(b, loss, [x]));
        Assert.Equal(("volume", "ReduceProd"), (error.Node, error.Operator));
        Assert.Equal(
            "No gradient through ReduceProd 'volume': a product has no gradient through its own value where it is zero; use Exp of ReduceSum of Log.",
            error.Message);
    }

    [Fact]
    public void Refusal_off_the_way_does_not_matter()
    {
        GraphBuilder b = new();
        Value x = b.Input("x", new Shape(2)), y = b.Input("y", new Shape(2));
        Value loss = b.ReduceSum(b.Mul(x, b.ReduceProd(y, null, keepDims: false)), null, keepDims: false);
        Assert.Equal([6, 6], Run(b, Gradient.Append(b, loss, [x])[0], ("x", [1, 1]), ("y", [2, 3])));
    }

    [Fact]
    public void Nodes_that_no_target_needs_are_not_made()
    {
        GraphBuilder b = new();
        Value x = b.Input("x", new Shape(1, 2, 4, 4)), w = b.Input("w", new Shape(3, 2, 3, 3));
        Value loss = b.ReduceSum(b.Conv(x, w), null, keepDims: false);
        int before = b.Nodes.Count;
        Gradient.Append(b, loss, [x]);
        Assert.Equal(1, b.Nodes.Skip(before).Count(n => n.OpType == "Conv"));
    }

    [Fact]
    public void Gradient_of_a_mean_stays_one_number_until_it_meets_the_features()
    {
        GraphBuilder b = new();
        Value x = b.Input("x", new Shape(1, 3, 5, 7)), target = b.Input("target", x.Shape);
        Value difference = b.Sub(x, target);
        int before = b.Nodes.Count;
        Gradient.Append(b, b.ReduceMean(b.Mul(difference, difference), null, keepDims: false), [x]);
        string[] added = [.. b.Nodes.Skip(before + 2).Where(n => n.Outputs[0].Shape.Equals(x.Shape)).Select(n => n.OpType)];
        Assert.Equal(["Mul"], added);
    }

    [Fact]
    public void Gram_matrix_costs_one_product()
    {
        GraphBuilder b = new();
        Value x = b.Input("x", new Shape(4, 9));
        Value loss = b.ReduceMean(b.MatMul(x, b.Transpose(x, [1, 0])), null, keepDims: false);
        int before = b.Nodes.Count;
        Gradient.Append(b, loss, [x]);
        Assert.Equal(1, b.Nodes.Skip(before).Count(n => n.OpType == "MatMul"));
    }

    [Fact]
    public void Backward_nodes_are_named_after_the_forward_node()
    {
        GraphBuilder b = new();
        Value x = b.Input("x", new Shape(3));
        Value loss = b.ReduceSum(b.Tanh(x, "squash"), null, keepDims: false);
        int before = b.Nodes.Count;
        Gradient.Append(b, loss, [x]);
        Assert.All(b.Nodes.Skip(before), n => Assert.StartsWith("gradient/", n.Name, StringComparison.Ordinal));
        Assert.Contains(b.Nodes.Skip(before), n => n.Name.StartsWith("gradient/squash/", StringComparison.Ordinal));
    }

    [Fact]
    public void Building_twice_gives_the_same_graph()
    {
        static string Text()
        {
            (Graph graph, _) = GradientCheck.Make(Cases.KnownCases.Find("A chain with two uses"), 2);
            return string.Join('\n', graph.Nodes.Select(n => $"{n} {string.Join(' ', n.Inputs.Select(v => v?.Name))} -> {string.Join(' ', n.Outputs.Select(v => v.Name))}"));
        }

        Assert.Equal(Text(), Text());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Ties_of_a_maximum_share_and_lose_nothing(bool overlapping)
    {
        GraphBuilder b = new();
        Value x = b.Input("x", new Shape(1, 1, 2, 4));
        Value y = overlapping ? b.MaxPool(x, [2, 2], [2, 2], [0, 0, 0, 1], ceilMode: true) : b.MaxPool(x, [2, 2], [2, 2]);
        Value loss = b.ReduceSum(b.Slice(y, [0], [2], [3]), null, keepDims: false);
        double[] gradient = Run(b, Gradient.Append(b, loss, [x])[0], ("x", [5, 5, 1, 2, 3, 5, 0, 2]));
        // Tiled windows share equally; others give all to the first.
        Assert.Equal(overlapping ? [1, 0, 0, 1, 0, 0, 0, 0] : [1.0 / 3, 1.0 / 3, 0, 0.5, 0, 1.0 / 3, 0, 0.5], gradient.Select(v => Math.Round(v, 12)), (a, c) => Math.Abs(a - c) < 1e-7);
    }

    private static double[] Run(GraphBuilder builder, Value output, params (string Name, double[] Data)[] inputs)
    {
        builder.Output(output, "result" + builder.Outputs.Count);
        return ReferenceEvaluator.Run(builder.Build(), inputs.ToDictionary(i => i.Name, i => i.Data))[builder.Outputs[^1].Name];
    }
}
