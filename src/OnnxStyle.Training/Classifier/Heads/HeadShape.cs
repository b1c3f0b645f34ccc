using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>The layers of a head: what parameters it has, and its nodes.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Inputs">Features of a picture.</param>
/// <param name="Hidden">Units of the hidden layer; 0 where there is none.</param>
/// <param name="Classes">Classes.</param>
internal sealed record HeadShape(HeadKind Kind, int Inputs, int Hidden, int Classes)
{
    /// <summary>Names and shapes in the order in which they lie in one vector; biases have rank 1.</summary>
    public IReadOnlyList<(string Name, Shape Shape)> Parameters => Kind == HeadKind.Linear
        ? [("weight", new Shape(Inputs, Classes)), ("bias", new Shape(Classes))]
        : [("hidden.weight", new Shape(Inputs, Hidden)), ("hidden.bias", new Shape(Hidden)), ("weight", new Shape(Hidden, Classes)), ("bias", new Shape(Classes))];

    /// <summary>All parameters together.</summary>
    public int Length => checked((int)Parameters.Sum(parameter => parameter.Shape.ElementCount));

    /// <summary>The logits [N, Classes] of features [N, Inputs].</summary>
    public Value Append(GraphBuilder graph, Value features, Func<string, Value> parameter)
    {
        if (Kind == HeadKind.Mlp) features = graph.Relu(graph.Gemm(features, parameter("hidden.weight"), parameter("hidden.bias")));
        return graph.Gemm(features, parameter("weight"), parameter("bias"));
    }

    /// <summary>Where a fit starts: zeros for logistic regression, whose minimum is one; else Glorot and Bengio's uniform weights (AISTATS 2010, equation 16).</summary>
    public float[] Start(ulong seed)
    {
        float[] start = new float[Length];
        if (Kind == HeadKind.Linear) return start;
        RandomStream random = new(seed);
        int at = 0;
        foreach ((_, Shape shape) in Parameters)
        {
            double range = shape.Rank == 2 ? Math.Sqrt(6.0 / (shape[0] + shape[1])) : 0;
            for (int i = 0; i < shape.ElementCount; i++) start[at++] = (float)(range * ((2 * random.NextDouble()) - 1));
        }

        return start;
    }
}
