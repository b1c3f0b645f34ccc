using OnnxStyle.Onnx;

namespace OnnxStyle.Optimization;

/// <summary>The update of <see cref="GradientDescent"/> as nodes of a graph.</summary>
public static class MomentumNodes
{
    /// <summary>Appends b = μ·b + g and x - rate·b, or x - rate·(g + μ·b) with Nesterov.</summary>
    /// <param name="graph">The builder.</param>
    /// <param name="x">The variables, of any shape.</param>
    /// <param name="gradient">Their gradient, of that shape.</param>
    /// <param name="velocity">b before, of that shape; null without momentum.</param>
    /// <param name="rate">The learning rate, a Float32 scalar.</param>
    /// <param name="momentum">μ.</param>
    /// <param name="nesterov">Whether to look ahead along the velocity.</param>
    /// <returns>x and b afterwards; b is null without momentum.</returns>
    public static (Value Next, Value? Velocity) Append(GraphBuilder graph, Value x, Value gradient, Value? velocity, Value rate, double momentum, bool nesterov)
    {
        ArgumentNullException.ThrowIfNull(graph);
        if (velocity is null) return (graph.Sub(x, graph.Mul(rate, gradient)), null);
        Value b = graph.Add(graph.Mul(velocity, graph.Scalar((float)momentum)), gradient);
        Value direction = nesterov ? graph.Add(gradient, graph.Mul(b, graph.Scalar((float)momentum))) : b;
        return (graph.Sub(x, graph.Mul(rate, direction)), b);
    }
}
