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
    public static IReadOnlyList<Value> Append(GraphBuilder graph, Value loss, IReadOnlyList<Value> withRespectTo) => Append(graph, loss, withRespectTo, GradientRules.Find);

    /// <summary>As the other, for training: says how the gradients of filters are written.</summary>
    /// <param name="graph">As in the other form.</param>
    /// <param name="loss">As in the other form.</param>
    /// <param name="withRespectTo">As in the other form.</param>
    /// <param name="filters">How the gradient of a convolution's filters is written.</param>
    /// <returns>As in the other form.</returns>
    /// <exception cref="ShapeException">The loss has more or fewer elements than one.</exception>
    /// <exception cref="NoGradientException">A node on the way has no gradient.</exception>
    public static IReadOnlyList<Value> Append(GraphBuilder graph, Value loss, IReadOnlyList<Value> withRespectTo, Func<Node, FilterForm> filters)
    {
        ArgumentNullException.ThrowIfNull(filters);
        return Append(graph, loss, withRespectTo, node => node is { OpType: "Conv", Domain: "" } && filters(node) == FilterForm.Products ? GradientRules.ConvByProducts : GradientRules.Find(node));
    }

    /// <summary>As the other, with all gradients of filters in one form.</summary>
    /// <param name="graph">As in the other form.</param>
    /// <param name="loss">As in the other form.</param>
    /// <param name="withRespectTo">As in the other form.</param>
    /// <param name="filters">How gradients of filters are written.</param>
    /// <returns>As in the other form.</returns>
    /// <exception cref="ShapeException">The loss has more or fewer elements than one.</exception>
    /// <exception cref="NoGradientException">A node on the way has no gradient.</exception>
    public static IReadOnlyList<Value> Append(GraphBuilder graph, Value loss, IReadOnlyList<Value> withRespectTo, FilterForm filters) => Append(graph, loss, withRespectTo, _ => filters);

    /// <summary>
    /// Appends sum over outputs of (d(output)/d(value))^T times a given gradient of that output: what arrives at some values when something else
    /// decides what leaves the outputs. The given gradients are taken as they are; nothing flows through them.
    /// </summary>
    /// <param name="graph">The builder that made all the values. New nodes get names under <c>gradient/</c>.</param>
    /// <param name="outputs">Float32 values; one may stand several times, its gradients are then added.</param>
    /// <param name="outputGradients">The gradient of each output, in order and of its shape.</param>
    /// <param name="withRespectTo">As in the other form.</param>
    /// <returns>One gradient for each value, in order and of the same shape. A value that no output depends on gets zeros.</returns>
    /// <exception cref="ShapeException">The numbers or shapes of outputs and gradients differ.</exception>
    /// <exception cref="NoGradientException">A node on the way has no gradient.</exception>
    public static IReadOnlyList<Value> Append(GraphBuilder graph, IReadOnlyList<Value> outputs, IReadOnlyList<Value> outputGradients, IReadOnlyList<Value> withRespectTo)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(outputs);
        ArgumentNullException.ThrowIfNull(outputGradients);
        ArgumentNullException.ThrowIfNull(withRespectTo);
        if (outputs.Count != outputGradients.Count) throw new ShapeException("Gradient", $"a gradient for each of {outputs.Count} outputs", $"{outputGradients.Count}");
        foreach ((Value output, Value gradient) in outputs.Zip(outputGradients))
            if (!output.Shape.Equals(gradient.Shape)) throw new ShapeException($"Gradient of '{output.Name}'", $"{output.Shape}", $"{gradient.Shape}");
        CheckTypes(outputs.Concat(outputGradients).Concat(withRespectTo));
        using IDisposable scope = graph.Scope("gradient");
        return new BackwardWalk(graph, GradientRules.Find).Run([.. outputs.Zip(outputGradients)], withRespectTo);
    }

    /// <summary>The same with other rules: how the tests show that a wrong rule is caught.</summary>
    internal static IReadOnlyList<Value> Append(
        GraphBuilder graph, Value loss, IReadOnlyList<Value> withRespectTo, Func<Node, GradientRule?> rules)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(withRespectTo);
        if (loss.Shape.ElementCount != 1) throw new ShapeException($"Gradient of '{loss.Name}'", "a loss of one element", $"{loss.Shape}");
        CheckTypes(withRespectTo.Append(loss));
        using IDisposable scope = graph.Scope("gradient");
        BackwardWalk walk = new(graph, rules);
        return walk.Run(loss, withRespectTo);
    }

    private static void CheckTypes(IEnumerable<Value> values)
    {
        foreach (Value value in values)
        {
            if (value.ElementType != ElementType.Float32)
                throw new ArgumentException($"Gradient: '{value.Name}' is {value.ElementType}; only Float32 values have gradients.", nameof(values));
        }
    }
}
