using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx.Tests;

public sealed class GraphBuilderTests
{
    [Fact]
    public void What_no_output_needs_is_pruned_and_inputs_stay()
    {
        GraphBuilder graph = new();
        Value x = graph.Input("x", new Shape(2, 3)), unused = graph.Input("unused", new Shape(1));
        graph.Mul(unused, graph.Scalar(3));
        graph.Output(graph.Add(x, graph.Scalar(2)), "y");
        Graph built = graph.Build();
        Assert.Equal(["Add", "Identity"], built.Nodes.Select(node => node.OpType));
        Assert.Equal(["x", "unused"], built.Inputs.Select(value => value.Name));
        Assert.Single(built.Initializers);
        Assert.Equal(3, graph.Nodes.Count);
    }

    [Fact]
    public void Constants_are_shared()
    {
        GraphBuilder graph = new();
        Tensor<float> tensor = new(new Shape(2));
        Assert.Same(graph.Scalar(0.5f), graph.Scalar(0.5f));
        Assert.NotSame(graph.Scalar(0f), graph.Scalar(-0f));
        Assert.Same(graph.Int64s(1, 2), graph.Int64s(1, 2));
        Assert.NotSame(graph.Int64s(12), graph.Int64s(1, 2));
        Assert.Same(graph.Constant(tensor), graph.Constant(tensor, "w"));
        Assert.Same(tensor, graph.Constant(tensor).Constant);
        Assert.NotSame(graph.Constant(new Tensor<float>(new Shape(2))), graph.Constant(tensor));
    }

    [Fact]
    public void Scopes_nest_and_taken_names_get_a_number()
    {
        GraphBuilder graph = new();
        Value x = graph.Input("x", new Shape(4));
        using (graph.Scope("outer"))
        {
            Assert.Equal("outer/y", graph.Relu(x, "y").Name);
            using (graph.Scope("inner")) Assert.Equal("outer/inner/Relu_1", graph.Relu(x).Name);
            Assert.Equal("outer/y_1", graph.Relu(x, "y").Name);
            graph.Output(graph.Relu(x), "z");
        }

        Assert.Equal("y", graph.Relu(x, "y").Name);
        Assert.Equal("z", graph.Build().Outputs[0].Name);
    }

    [Fact]
    public void An_output_without_node_goes_through_identity()
    {
        GraphBuilder graph = new();
        Value x = graph.Input("x", new Shape(4));
        graph.Output(x);
        graph.Output(x, "y");
        graph.Output(x, "y");
        Graph built = graph.Build();
        Assert.Equal(2, built.Outputs.Count);
        Assert.All(built.Outputs, output => Assert.Equal("Identity", output.Producer!.OpType));
    }

    [Fact]
    public void Mistakes_say_what_and_where()
    {
        GraphBuilder graph = new("g"), other = new("h");
        Value x = graph.Input("x", new Shape(1, 3, 5, 7)), w = graph.Input("w", new Shape(4, 2, 3, 3));
        Assert.Equal("Graph 'g': it has no output; mark one with Output before Build.", Assert.Throws<GraphException>(() => graph.Build()).Message);
        Assert.Equal("Graph 'g': the input name 'x' is taken; choose another.", Assert.Throws<GraphException>(() => graph.Input("x", Shape.Scalar)).Message);
        Assert.Equal("Relu 'Relu_1': the value 'x' belongs to another graph, not to 'h'.", Assert.Throws<GraphException>(() => other.Relu(x)).Message);
        Assert.Equal(
            "Conv 'c': expected 2 channels for filters [4, 2, 3, 3] in 1 groups, found [1, 3, 5, 7].",
            Assert.Throws<ShapeException>(() => graph.Conv(x, w, name: "c")).Message);
        Assert.Equal(
            "Add 'a': expected shapes that broadcast together, here [1, 3, 5, 7], found [4, 2, 3, 3].",
            Assert.Throws<ShapeException>(() => graph.Add(x, w, "a")).Message);
        Assert.Contains("a constant as input 1", Assert.Throws<ShapeException>(() => graph.Op("Reshape", [x, graph.Input("dims", new Shape(2), ElementType.Int64)])).Message, StringComparison.Ordinal);
        Assert.Contains("'Nonsense', which is not in it", Assert.Throws<ShapeException>(() => graph.Op("Nonsense", [x])).Message, StringComparison.Ordinal);
        Assert.Empty(graph.Nodes);
    }

    [Fact]
    public void Other_domains_bring_their_shapes_and_are_imported_when_used()
    {
        GraphBuilder graph = new();
        Value x = graph.Input("x", new Shape(2));
        graph.OpIn("unused.domain", "F", [x], [(ElementType.Float32, new Shape(2))]);
        IReadOnlyList<Value> two = graph.OpIn("my.domain", "F", [x, null], [(ElementType.Float32, new Shape(5)), (ElementType.Int64, Shape.Scalar)]);
        Assert.Equal(new Shape(5), two[0].Shape);
        Assert.Equal(ElementType.Int64, two[1].ElementType);
        graph.Output(two[0]);
        Assert.Equal(["my.domain"], graph.Build().Domains.Keys);
    }
}
