using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Autograd;

/// <summary>
/// Reverse-mode differentiation of a graph into the same graph: appends the nodes that compute d(loss)/d(value) as ordinary
/// ONNX operators. The result can be printed, saved, run anywhere and differentiated again.
/// </summary>
public static class Gradient
{
    /// <summary>Appends the gradient of a loss with respect to some values of the graph.</summary>
    /// <param name="graph">The builder that made all the values. New nodes get names under <c>gradient/</c>.</param>
    /// <param name="loss">A float32 value of exactly one element, of any rank.</param>
    /// <param name="withRespectTo">Float32 inputs, initializers or intermediate values; an intermediate value counts as a free variable at its place.</param>
    /// <returns>One gradient for each, in order and of the same shape. A value that the loss does not depend on gets zeros.</returns>
    /// <exception cref="ShapeException">The loss has more or fewer elements than one.</exception>
    /// <exception cref="NoGradientException">A node on the way has no gradient.</exception>
    public static IReadOnlyList<Value> Append(GraphBuilder graph, Value loss, IReadOnlyList<Value> withRespectTo) =>
        Append(graph, loss, withRespectTo, GradientRules.Find);

    /// <summary>The same with other rules: how the tests show that a wrong rule is caught.</summary>
    internal static IReadOnlyList<Value> Append(
        GraphBuilder graph, Value loss, IReadOnlyList<Value> withRespectTo, Func<Node, GradientRule?> rules)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(withRespectTo);
        if (loss.Shape.ElementCount != 1) throw new ShapeException($"Gradient of '{loss.Name}'", "a loss of one element", $"{loss.Shape}");
        foreach (Value value in withRespectTo.Append(loss))
        {
            if (value.ElementType != ElementType.Float32)
                throw new ArgumentException($"Gradient: '{value.Name}' is {value.ElementType}; only Float32 values have gradients.", nameof(withRespectTo));
        }

        using IDisposable scope = graph.Scope("gradient");
        BackwardWalk walk = new(graph, rules);
        return walk.Run(loss, withRespectTo);
    }
}
