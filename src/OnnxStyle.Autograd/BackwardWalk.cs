using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Autograd;

/// <summary>
/// One pass from the loss back: visits nodes in reverse order, hands each the sum of the gradients of its outputs, and
/// collects what its rule returns.
/// </summary>
/// <remarks>
/// Implementation note: a gradient may be kept <em>compact</em>, that is, smaller than its value and standing for its broadcast.
/// The gradient of a mean is one number; spreading it over an image only to multiply it is a pass over memory for nothing.
/// </remarks>
internal sealed class BackwardWalk(GraphBuilder graph, Func<Node, GradientRule?> rules)
{
    private readonly Dictionary<Value, List<Value>> parts = [];
    private readonly HashSet<Value> needed = [];

    public IReadOnlyList<Value> Run(Value loss, IReadOnlyList<Value> targets) => Run([(loss, graph.Scalar(1f))], targets);

    public IReadOnlyList<Value> Run(IReadOnlyList<(Value Output, Value Gradient)> seeds, IReadOnlyList<Value> targets)
    {
        Node[] nodes = [.. graph.Nodes];
        MarkNeeded(nodes, targets);
        foreach ((Value output, Value gradient) in seeds)
        {
            if (!needed.Contains(output)) continue;
            if (parts.TryGetValue(output, out List<Value>? list)) list.Add(gradient);
            else parts[output] = [gradient];
        }

        for (int i = nodes.Length - 1; i >= 0; i--) Visit(nodes[i]);

        Value[] result = new Value[targets.Count];
        for (int i = 0; i < result.Length; i++)
        {
            Value? sum = Sum(targets[i]);
            result[i] = Broadcasting.Spread(graph, sum ?? graph.Scalar(0f), targets[i].Shape);
        }

        return result;
    }

    /// <summary>Marks every value that some target reaches through nodes that pass gradients; only those get backward nodes.</summary>
    private void MarkNeeded(Node[] nodes, IReadOnlyList<Value> targets)
    {
        foreach (Value target in targets) needed.Add(target);
        foreach (Node node in nodes)
        {
            if (!node.Inputs.Any(v => v is not null && needed.Contains(v))) continue;
            if (rules(node)?.Verdict == GradientVerdict.Zero) continue;
            foreach (Value output in node.Outputs)
            {
                if (output.ElementType is ElementType.Float32 or ElementType.Float64 or ElementType.Float16) needed.Add(output);
            }
        }
    }

    private void Visit(Node node)
    {
        if (!node.Inputs.Any(v => v is not null && needed.Contains(v))) return;
        Value?[] outputGradients = [.. node.Outputs.Select(Sum)];
        if (outputGradients.All(v => v is null)) return;

        GradientRule? rule = rules(node);
        if (rule is { Verdict: GradientVerdict.Zero }) return;
        GradientContext context = new(graph, node, outputGradients, needed);
        if (rule?.Build is null)
            throw context.Refuse(rule?.Reason ?? "the operator is not in the table of gradient rules; add a rule, or build the loss from other operators");

        using IDisposable scope = graph.Scope(node.Name);
        Value?[] gradients = rule.Build(context);
        if (gradients.Length != node.Inputs.Count)
            throw new InvalidOperationException($"The gradient rule of {node.OpType} returned {gradients.Length} gradients for the {node.Inputs.Count} inputs of '{node.Name}'.");
        for (int i = 0; i < gradients.Length; i++)
        {
            if (gradients[i] is not { } gradient || node.Inputs[i] is not { } input || !needed.Contains(input)) continue;
            Collect(node, input, gradient);
        }
    }

    private void Collect(Node node, Value input, Value gradient)
    {
        Shape shape = input.Shape;
        if (!Broadcasting.SpreadsTo(gradient.Shape, shape))
        {
            if (!Broadcasting.SpreadsTo(shape, gradient.Shape))
                throw new ShapeException($"Gradient of {node.OpType} '{node.Name}' for '{input.Name}'", $"{shape}, or that broadcast", $"{gradient.Shape}");
            gradient = Broadcasting.Undo(graph, gradient, shape);
        }

        if (!parts.TryGetValue(input, out List<Value>? list)) parts[input] = list = [];
        list.Add(gradient);
    }

    /// <summary>The sum of what all uses of a value sent back, in the order of the walk; null when nothing came.</summary>
    private Value? Sum(Value value)
    {
        if (!parts.TryGetValue(value, out List<Value>? list)) return null;
        // Small ones first: adding two compact gradients costs nothing.
        Value[] ordered = [.. list.OrderBy(v => v.Shape.ElementCount)];
        Value sum = ordered[0];
        for (int i = 1; i < ordered.Length; i++) sum = graph.Add(sum, ordered[i]);
        parts[value] = [sum];
        return sum;
    }
}
