using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx.Tests;

/// <summary>A graph with everything that a file can hold: all attribute kinds, left-out inputs, several outputs, another domain, half floats.</summary>
internal static class SampleGraph
{
    public static Graph Build(int seed = 7)
    {
        Random random = new(seed);
        GraphBuilder graph = new("sample");
        Value x = graph.Input("x", new Shape(1, 3, 9, 7));
        Tensor<float> weights = new(new Shape(4, 3, 3, 3));
        foreach (ref float weight in weights.Span) weight = random.NextSingle() - 0.5f;
        Tensor<Half> half = new(new Shape(4), [(Half)0.5f, (Half)1, (Half)(-2), (Half)3]);
        Value y;
        using (graph.Scope("encoder"))
        {
            Value bias = graph.Cast(graph.Constant(half, "bias"), ElementType.Float32);
            y = graph.Conv(x, graph.Constant(weights, "w"), bias, strides: [2, 1], pads: [1, 1, 1, 1], name: "conv");
            y = graph.Clip(graph.LeakyRelu(y, 0.2f), max: graph.Scalar(6));
        }

        Value constant = graph.Op("Constant", [], OnnxAttribute.Of("value", new Tensor<float>(new Shape(1, 2, 1), [1f, -1f])));
        Value floats = graph.Op("Constant", [], OnnxAttribute.Of("value_floats", new[] { 0.25f, 4f }));
        IReadOnlyList<Value> own = graph.OpIn("com.example", "Mix", [y, null, floats], [(ElementType.Float32, new Shape(2, 5)), (ElementType.Int64, Shape.Scalar)]);
        graph.Output(graph.Resize(y, new Shape(1, 4, 11, 13), "linear", "half_pixel"), "resized");
        graph.Output(graph.Add(graph.Reshape(graph.ReduceMean(y, [1, 2, 3]), 1, 1, 1), constant), "mean");
        graph.Output(own[0]);
        graph.Output(graph.Relu(graph.Cast(own[1], ElementType.Float32)), "number");
        Graph built = graph.Build();
        built.Metadata["author"] = "ä, b";
        built.Metadata["a"] = "";
        return built;
    }
}
