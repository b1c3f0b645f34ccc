using OnnxStyle.Onnx;
using OnnxStyle.Runtime;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>A head with its parameters, and what features are measured against before it.</summary>
internal sealed class FittedHead
{
    private readonly Dictionary<string, Tensor<float>> tensors = new(StringComparer.Ordinal);

    /// <param name="shape">Its layers.</param>
    /// <param name="standardisation">What features are measured against.</param>
    /// <param name="parameters">All parameters, in the order of the shape.</param>
    public FittedHead(HeadShape shape, Standardisation standardisation, ReadOnlySpan<float> parameters)
    {
        (Shape, Standardisation) = (shape, standardisation);
        int at = 0;
        foreach ((string name, Shape extents) in shape.Parameters)
        {
            tensors.Add(name, new Tensor<float>(extents, parameters.Slice(at, (int)extents.ElementCount)));
            at += (int)extents.ElementCount;
        }
    }

    public HeadShape Shape { get; }

    public Standardisation Standardisation { get; }

    /// <summary>A parameter by its name in <see cref="HeadShape.Parameters"/>.</summary>
    public Tensor<float> Parameter(string name) => tensors[name];

    /// <summary>The logits [N, classes] of features in blocks [N, d].</summary>
    public Value Append(GraphBuilder graph, IReadOnlyList<Value> blocks) => Append(graph, blocks, name => graph.Constant(tensors[name], ClassifierFile.HeadPrefix + name));

    /// <summary>The same with parameters from elsewhere.</summary>
    public Value Append(GraphBuilder graph, IReadOnlyList<Value> blocks, Func<string, Value> parameter)
    {
        Value features = blocks.Count == 1 ? blocks[0] : graph.Concat(1, [.. blocks]);
        Shape row = new(1, Shape.Inputs);
        Value mean = graph.Constant(new Tensor<float>(row, Standardisation.Mean), ClassifierFile.MeanName), scale = graph.Constant(new Tensor<float>(row, Standardisation.Scale), ClassifierFile.ScaleName);
        return Shape.Append(graph, graph.Mul(graph.Sub(features, mean), scale), parameter);
    }

    /// <summary>The probabilities [rows, classes] of features [rows, inputs] as they were extracted.</summary>
    public float[] Probabilities(float[] rows)
    {
        GraphBuilder graph = new("scores");
        int count = rows.Length / Shape.Inputs;
        if (count == 0) return [];
        Value features = graph.Input("features", new Shape(count, Shape.Inputs));
        graph.Output(graph.Softmax(Append(graph, [features])), "probabilities");
        using Session session = Session.Create(graph.Build());
        Tensor<float> result = new(new Shape(count, Shape.Classes));
        session.BindInput("features", new Tensor<float>(features.Shape, rows));
        session.BindOutput("probabilities", result);
        session.Run();
        return result.Span.ToArray();
    }
}
