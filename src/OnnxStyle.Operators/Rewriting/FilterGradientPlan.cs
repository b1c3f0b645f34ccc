using OnnxStyle.Onnx;
using OnnxStyle.Operators.Winograd;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Rewriting;

/// <summary>
/// The gradient of a 3x3 convolution's filters, as Autograd writes it: a convolution of the picture with the gradient of the result as its filter, batch and channels
/// of both swapped before and those of the result after; and with it the gradient of the bias, where that is taken of the same value.
/// </summary>
internal sealed class FilterGradientPlan
{
    private FilterGradientPlan(Node node, Node last, Value x, Value dy, Conv3x3Shape shape) => (Node, Last, X, Dy, Shape) = (node, last, x, dy, shape);

    /// <summary>The convolution.</summary>
    public Node Node { get; }

    /// <summary>The last of the nodes that the kernel replaces: where it is put.</summary>
    public Node Last { get; }

    public Value X { get; }

    public Value Dy { get; }

    /// <summary>The sizes of the convolution, forward.</summary>
    public Conv3x3Shape Shape { get; }

    /// <summary>The gradient of the filters, [M, C, 3, 3].</summary>
    public Value Filters => Last.Outputs[0];

    /// <summary>The node that sums the gradient of the bias; or null.</summary>
    public Node? Bias { get; private set; }

    /// <summary>The plan of a convolution; null where it is another one.</summary>
    public static FilterGradientPlan? Of(Node node, Func<Value, Node?> only)
    {
        if (node.Inputs.Count != 2 || node.Int("group", 1) != 1 || node.String("auto_pad", "NOTSET") != "NOTSET" || !Ones(node.Ints("strides")) || !Ones(node.Ints("dilations"))) return null;
        if (Swapped(node.Inputs[0]) is not { } x || Swapped(node.Inputs[1]) is not { } dy || only(node.Outputs[0]) is not { } last || Swapped(last.Outputs[0]) != node.Outputs[0]) return null;
        long[] pads = node.Ints("pads") ?? [0, 0, 0, 0];
        Shape filters = last.Outputs[0].Shape;
        if (pads.Any(p => p is < 0 or > 2) || x.Shape[0] != dy.Shape[0] || !filters.Equals(new Shape(dy.Shape[1], x.Shape[1], 3, 3)) || x.Shape.Concat(dy.Shape).Any(e => e is < 1 or > int.MaxValue)) return null;
        Conv3x3Shape shape = new()
        {
            Batch = (int)x.Shape[0],
            Channels = (int)x.Shape[1],
            Results = (int)dy.Shape[1],
            Height = (int)x.Shape[2],
            Width = (int)x.Shape[3],
            PadTop = (int)pads[0],
            PadLeft = (int)pads[1],
            PadBottom = (int)pads[2],
            PadRight = (int)pads[3],
        };
        return shape.OutHeight == dy.Shape[2] && shape.OutWidth == dy.Shape[3] ? new FilterGradientPlan(node, last, x, dy, shape) : null;
    }

    /// <summary>Takes over the sum of the same gradient over all but the channels, where it stands behind <see cref="Last"/>.</summary>
    /// <param name="users">What takes the gradient of the result.</param>
    /// <param name="position">The position of a node in the graph.</param>
    /// <param name="taken">The nodes that some kernel replaces.</param>
    public void Extend(IReadOnlyList<Node> users, Func<Node, int> position, HashSet<Node> taken)
    {
        taken.Add(Node);
        taken.Add(Last);
        Bias = users.FirstOrDefault(user => user is { OpType: "ReduceSum", Domain: "", Inputs.Count: 2 } && user.Int("keepdims", 1) == 0 && !taken.Contains(user) && position(user) > position(Last)
            && user.Inputs[1]!.Known is Tensor<long> { Span: [0, 2, 3] });
        if (Bias is not null) taken.Add(Bias);
    }

    // The value of which this is the one with the first two axes swapped.
    private static Value? Swapped(Value? value)
    {
        if (value is not { HasShape: true, ElementType: ElementType.Float32, Producer: { Domain: "" } swap } || value.Shape.Rank != 4) return null;
        if (swap.Inputs[0] is not { HasShape: true, ElementType: ElementType.Float32 } original || original.Shape.Rank != 4) return null;
        bool moves = swap.OpType == "Transpose" && swap.Ints("perm") is [1, 0, 2, 3];
        bool same = swap.OpType == "Reshape" && (original.Shape[0] == 1 || original.Shape[1] == 1) && value.Shape.Equals(new Shape(original.Shape[1], original.Shape[0], original.Shape[2], original.Shape[3]));
        return moves || same ? original : null;
    }

    private static bool Ones(long[]? numbers) => numbers is null || numbers.All(n => n == 1);
}
