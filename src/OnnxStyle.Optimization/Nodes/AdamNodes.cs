using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Optimization;

/// <summary>
/// The update of <see cref="Adam"/> as nodes of a graph, in the same order of operations, for a step that holds its own optimiser.
/// </summary>
public static class AdamNodes
{
    /// <summary>Appends rate / (1 - β1^t) and √(1 - β2^t). Computed in double and then rounded once: in float32, 1 - 0.999^t has three digits at the first steps.</summary>
    /// <param name="graph">The builder.</param>
    /// <param name="rate">The learning rate, a Float64 scalar.</param>
    /// <param name="t">The number of the step from 1, a scalar of any type.</param>
    /// <param name="beta1">The memory of the mean.</param>
    /// <param name="beta2">The memory of the mean of squares.</param>
    /// <returns>Two Float32 scalars.</returns>
    public static (Value Step, Value Root) Factors(GraphBuilder graph, Value rate, Value t, double beta1, double beta2)
    {
        ArgumentNullException.ThrowIfNull(graph);
        Value time = graph.Cast(t, ElementType.Float64), one = Double(graph, 1);
        Value step = graph.Cast(graph.Div(rate, graph.Sub(one, graph.Pow(Double(graph, beta1), time))), ElementType.Float32);
        Value root = graph.Cast(graph.Sqrt(graph.Sub(one, graph.Pow(Double(graph, beta2), time))), ElementType.Float32);
        return (step, root);
    }

    /// <summary>Appends m = β1·m + (1 - β1)·g; v = β2·v + (1 - β2)·g²; x - step · m / (√v / root + ε).</summary>
    /// <param name="graph">The builder.</param>
    /// <param name="x">The variables, of any shape.</param>
    /// <param name="gradient">Their gradient, of that shape.</param>
    /// <param name="mean">m before, of that shape.</param>
    /// <param name="meanSquare">v before, of that shape.</param>
    /// <param name="factors">What <see cref="Factors"/> made.</param>
    /// <param name="beta1">The memory of the mean.</param>
    /// <param name="beta2">The memory of the mean of squares.</param>
    /// <param name="epsilon">Added to the root.</param>
    /// <returns>x, m and v afterwards.</returns>
    public static (Value Next, Value Mean, Value MeanSquare) Append(
        GraphBuilder graph, Value x, Value gradient, Value mean, Value meanSquare, (Value Step, Value Root) factors, double beta1, double beta2, double epsilon)
    {
        ArgumentNullException.ThrowIfNull(graph);
        Value m = graph.Add(graph.Mul(mean, graph.Scalar((float)beta1)), graph.Mul(gradient, graph.Scalar((float)(1 - beta1))));
        Value v = graph.Add(graph.Mul(meanSquare, graph.Scalar((float)beta2)), graph.Mul(graph.Mul(gradient, gradient), graph.Scalar((float)(1 - beta2))));
        Value divisor = graph.Add(graph.Div(graph.Sqrt(v), factors.Root), graph.Scalar((float)epsilon));
        return (graph.Sub(x, graph.Div(graph.Mul(factors.Step, m), divisor)), m, v);
    }

    /// <summary>A Float64 scalar that never changes.</summary>
    public static Value Double(GraphBuilder graph, double value)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Constant(new Tensor<double>(Shape.Scalar, [value]), "double");
    }
}
