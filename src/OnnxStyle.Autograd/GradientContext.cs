using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Autograd;

/// <summary>What a rule sees of the node it differentiates, and the few emitters that rules share.</summary>
internal sealed class GradientContext(GraphBuilder graph, Node node, IReadOnlyList<Value?> outputGradients, IReadOnlySet<Value> needed)
{
    private readonly Value?[] full = new Value?[outputGradients.Count];

    /// <summary>The builder that backward nodes go to.</summary>
    public GraphBuilder Graph => graph;

    /// <summary>The forward node.</summary>
    public Node Node => node;

    /// <summary>The gradient of output 0 in its full shape. Only for nodes whose rule is called because of output 0.</summary>
    public Value Gradient => OutputGradient(0) ?? throw Refuse("only its first output has a gradient rule");

    /// <summary>
    /// The gradient of output 0, possibly smaller than the output and standing for its broadcast. For elementwise rules.
    /// It is full when an input that needs a gradient was broadcast, because then it will be summed.
    /// </summary>
    public Value CompactGradient
    {
        get
        {
            for (int i = 0; i < node.Inputs.Count; i++)
            {
                if (Needs(i) && !Input(i).Shape.Equals(Output(0).Shape)) return Gradient;
            }

            return outputGradients[0] ?? Gradient;
        }
    }

    /// <summary>An input that is there.</summary>
    public Value Input(int index) => OptionalInput(index) ?? throw Refuse($"input {index} is missing");

    /// <summary>An input, or null when the node leaves it out.</summary>
    public Value? OptionalInput(int index) => index < node.Inputs.Count ? node.Inputs[index] : null;

    /// <summary>An output of the forward node.</summary>
    public Value Output(int index) => node.Outputs[index];

    /// <summary>The gradient of an output in its full shape; null when nothing came back to it.</summary>
    public Value? OutputGradient(int index)
    {
        if (index >= outputGradients.Count || outputGradients[index] is not { } gradient) return null;
        return full[index] ??= Broadcasting.Spread(graph, gradient, node.Outputs[index].Shape);
    }

    /// <summary>True when some target lies behind this input, so that its gradient is worth nodes.</summary>
    public bool Needs(int index) => OptionalInput(index) is { } value && needed.Contains(value);

    /// <summary>One null for each input, to be filled.</summary>
    public Value?[] None() => new Value?[node.Inputs.Count];

    /// <summary>The gradients of the first inputs, null for the others.</summary>
    public Value?[] Return(params ReadOnlySpan<Value?> first)
    {
        Value?[] result = None();
        first[..Math.Min(first.Length, result.Length)].CopyTo(result);
        return result;
    }

    /// <summary>An error that names this node.</summary>
    public NoGradientException Refuse(string reason) =>
        new(node.Name, node.Domain.Length == 0 ? node.OpType : $"{node.Domain}.{node.OpType}", reason);

    /// <summary>factor · value, folded at once when the value is a constant number.</summary>
    public Value Scale(Value value, double factor)
    {
        if (factor == 1) return value;
        if (value.Constant is Tensor<float> { Shape.Rank: 0 } number) return graph.Scalar((float)(number.Span[0] * factor));
        return factor == -1 ? graph.Neg(value) : graph.Mul(value, graph.Scalar((float)factor));
    }

    /// <summary>Zeros of a shape; the library folds them when a session is made, the file stays small.</summary>
    public Value Zeros(Shape shape) => graph.Expand(graph.Scalar(0f), shape);

    /// <summary>Reshapes, unless the shape is already so.</summary>
    public Value Reshape(Value value, Shape shape) => Broadcasting.Reshape(graph, value, shape);

    /// <summary>1 where the condition holds, else 0.</summary>
    public Value Mask(Value condition) => graph.Cast(condition, ElementType.Float32);

    /// <summary>The integers of an input that must be an initializer; null when the input is left out.</summary>
    public long[]? ConstantIntegers(int index)
    {
        Value? value = OptionalInput(index);
        if (value is null) return null;
        return value.Known switch
        {
            Tensor<long> t => t.Span.ToArray(),
            Tensor<int> t => [.. t.Span.ToArray().Select(v => (long)v)],
            _ => throw Refuse($"input {index} ('{value.Name}') is not a constant; give it as an initializer"),
        };
    }

    /// <summary>The numbers of an input that must be an initializer; null when the input is left out or empty.</summary>
    public float[]? ConstantNumbers(int index)
    {
        Value? value = OptionalInput(index);
        if (value is null) return null;
        if (value.Known is not Tensor<float> t) throw Refuse($"input {index} ('{value.Name}') is not a constant; give it as an initializer");
        return t.Span.Length == 0 ? null : t.Span.ToArray();
    }

    /// <summary>Takes <c>lengths[a]</c> elements from <c>starts[a]</c> on along every axis, with zeros where that lies outside of the value.</summary>
    public Value Fit(Value value, ReadOnlySpan<long> starts, ReadOnlySpan<long> lengths)
    {
        int rank = value.Shape.Rank;
        List<long> axes = [], from = [], to = [];
        long[] pads = new long[2 * rank];
        for (int a = 0; a < rank; a++)
        {
            long extent = value.Shape[a], begin = Math.Clamp(starts[a], 0, extent), end = Math.Clamp(starts[a] + lengths[a], begin, extent);
            pads[a] = Math.Max(0, -starts[a]);
            pads[rank + a] = lengths[a] - pads[a] - (end - begin);
            if (begin == 0 && end == extent) continue;
            axes.Add(a);
            from.Add(begin);
            to.Add(end);
        }

        Value result = axes.Count == 0 ? value : graph.Slice(value, [.. from], [.. to], [.. axes]);
        return pads.All(p => p == 0) ? result : graph.Pad(result, pads);
    }

    /// <summary><see cref="Fit(Value, ReadOnlySpan{long}, ReadOnlySpan{long})"/> along one axis.</summary>
    public Value Fit(Value value, int axis, long start, long length)
    {
        long[] starts = new long[value.Shape.Rank], lengths = value.Shape.ToArray();
        starts[axis] = start;
        lengths[axis] = length;
        return Fit(value, starts, lengths);
    }

    /// <summary>Turns the order of the elements around along some axes.</summary>
    public Value Reverse(Value value, params ReadOnlySpan<int> axes)
    {
        List<long> turned = [];
        foreach (int axis in axes)
        {
            if (value.Shape[axis] > 1) turned.Add(axis);
        }

        if (turned.Count == 0) return value;
        long[] minus = [.. turned.Select(_ => -1L)];
        return graph.Slice(value, minus, [.. turned.Select(a => -(value.Shape[(int)a] + 1))], [.. turned], minus);
    }

    /// <summary>All axes but one, in order.</summary>
    public static long[] AxesBut(int rank, int axis) => [.. Enumerable.Range(0, rank).Where(a => a != axis).Select(a => (long)a)];

    /// <summary>Swaps the two innermost axes.</summary>
    public Value SwapLast(Value value)
    {
        long[] perm = [.. Enumerable.Range(0, value.Shape.Rank).Select(a => (long)a)];
        (perm[^1], perm[^2]) = (perm[^2], perm[^1]);
        return graph.Transpose(value, perm);
    }
}
