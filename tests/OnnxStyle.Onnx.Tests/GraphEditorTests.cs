using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx.Tests;

public sealed class GraphEditorTests
{
    [Fact]
    public void All_nodes_taken_over_are_the_same_graph()
    {
        Graph source = SampleGraph.Build();
        GraphEditor editor = new(source);
        Graph copy = editor.Build(Outputs(source, TakeOver(source, editor)));
        Assert.Equal(GraphPrinter.Print(source), GraphPrinter.Print(copy));
        Assert.Equal(source.Metadata, copy.Metadata);
        Assert.Equal((source.Opset, source.IrVersion), (copy.Opset, copy.IrVersion));
        Assert.Equal(source.Domains, copy.Domains);
    }

    [Fact]
    public void A_node_in_the_place_of_others_makes_what_only_they_needed_fall_away()
    {
        GraphBuilder graph = new();
        Value x = graph.Input("x", new Shape(2, 3)), unused = graph.Input("unused", new Shape(1));
        graph.Output(graph.Relu(graph.Add(graph.Mul(x, graph.Scalar(3)), unused)), "y");
        Graph source = graph.Build();
        string before = GraphPrinter.Print(source);
        GraphEditor editor = new(source);
        Value y = editor.Add("Own", "com.example", "own", "y", ElementType.Float32, x.Shape, [x, null], [OnnxAttribute.Of("k", 2L)]);
        Graph built = editor.Build([y]);
        Node own = Assert.Single(built.Nodes);
        Assert.Same(x, Assert.Single(own.Inputs));
        Assert.Equal(["x", "unused"], built.Inputs.Select(value => value.Name));
        Assert.Empty(built.Initializers);
        Assert.Equal(["com.example"], built.Domains.Keys);
        Assert.Equal(before, GraphPrinter.Print(source));
    }

    [Fact]
    public void Vacant_names_are_those_of_no_value()
    {
        Graph source = SampleGraph.Build();
        GraphEditor editor = new(source);
        HashSet<string> names = [.. source.Inputs.Concat(source.Initializers).Concat(source.Nodes.SelectMany(node => node.Outputs)).Select(value => value.Name)];
        Assert.Equal("free", editor.Vacant("free"));
        foreach (string wanted in new[] { "free", "free", "mean", "mean" }) Assert.True(names.Add(editor.Vacant(wanted)));
    }

    [Fact]
    public void One_name_for_two_values_is_refused()
    {
        Graph source = SampleGraph.Build();
        GraphEditor editor = new(source);
        Dictionary<Value, Value> made = TakeOver(source, editor);
        Value twice = editor.Add("Relu", "", "twice", "mean", ElementType.Float32, made[source.Outputs[1]].Shape, [made[source.Outputs[1]]], []);
        Assert.Contains("'mean' is used twice", Assert.Throws<GraphException>(() => editor.Build([twice])).Message, StringComparison.Ordinal);
    }

    private static Dictionary<Value, Value> TakeOver(Graph source, GraphEditor editor)
    {
        Dictionary<Value, Value> made = source.Inputs.Concat(source.Initializers).ToDictionary(value => value);
        foreach (Node node in source.Nodes)
        {
            IReadOnlyList<Value> outputs = editor.Copy(node, [.. node.Inputs.Select(input => input is null ? null : made[input])]);
            for (int i = 0; i < outputs.Count; i++) made[node.Outputs[i]] = outputs[i];
        }

        return made;
    }

    private static Value[] Outputs(Graph source, Dictionary<Value, Value> made) => [.. source.Outputs.Select(output => made[output])];
}
