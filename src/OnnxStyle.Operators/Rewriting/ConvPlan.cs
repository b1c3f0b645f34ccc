using OnnxStyle.Onnx;

namespace OnnxStyle.Operators.Rewriting;

/// <summary>A convolution with what is done on its results while they are in registers.</summary>
internal sealed class ConvPlan(ConvMatch match)
{
    public ConvMatch Match => match;

    /// <summary>The last of the nodes that the kernel replaces: where it is put.</summary>
    public Node Last { get; private set; } = match.Node;

    /// <summary>What is added to the results; or null.</summary>
    public Value? Addend { get; private set; }

    /// <summary>Where it is not above 0, the result is 0; or null.</summary>
    public Value? Gate { get; private set; }

    public bool Relu { get; private set; }

    /// <summary>The form in words.</summary>
    public string Words => string.Join(", ", new[]
    {
        match.Direction == Winograd.ConvDirection.Backward ? "backward" : "forward",
        match.IsPoint ? "1x1" : $"tiles {(int)match.Tile}x{(int)match.Tile}",
        match.Filters.Constant is null ? "filters that change" : "",
        match.Bias is null ? "" : "+bias",
        Addend is null ? "" : "+addend",
        Relu ? "+ReLU" : "",
        Gate is null ? "" : "+gate",
    }.Where(word => word.Length > 0));

    /// <summary>Takes over the nodes behind the convolution that the kernel can do with it, as far as nothing else takes their results.</summary>
    /// <param name="only">The one node that takes a value, or null when several do or the value is an output.</param>
    /// <param name="taken">The nodes that some kernel replaces.</param>
    public void Extend(Func<Value, Node?> only, HashSet<Node> taken)
    {
        Value at = match.Y;
        taken.Add(match.Node);
        while (only(at) is { Domain: "" } user && !taken.Contains(user) && !Relu && Gate is null)
        {
            if (user.OpType == "Relu") Relu = true;
            else if (user.OpType == "Add" && Addend is null && Other(user, at) is { } addend) Addend = addend;
            else if (user.OpType == "Mul" && Other(user, at) is { } mask && Elementwise.StepOf(mask) is { } gate) Gate = gate;
            else return;
            taken.Add(user);
            Last = user;
            at = user.Outputs[0];
        }
    }

    /// <summary>The other input of a node of two, where it has the same type and shape; or null.</summary>
    public static Value? Other(Node node, Value value)
    {
        Value other = node.Inputs[0] == value ? node.Inputs[1]! : node.Inputs[0]!;
        return other != value && other.HasShape && other.ElementType == value.ElementType && other.Shape.Equals(value.Shape) ? other : null;
    }
}
