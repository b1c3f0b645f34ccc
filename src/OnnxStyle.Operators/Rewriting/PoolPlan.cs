using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Rewriting;

/// <summary>Average pooling over 2x2 at stride 2, or its gradient: every element of a window gets the factor times the window's, what no window reaches gets 0.</summary>
internal sealed class PoolPlan
{
    private PoolPlan(Node last, Value x, bool gradient, float factor) => (Last, X, Gradient, Factor) = (last, x, gradient, factor);

    /// <summary>The last of the nodes that the kernel replaces: where it is put.</summary>
    public Node Last { get; private set; }

    /// <summary>What it takes, in the source graph.</summary>
    public Value X { get; }

    public Value Y => Last.Outputs[0];

    public bool Gradient { get; }

    public float Factor { get; }

    /// <summary>What is added to a gradient; or null.</summary>
    public Value? Addend { get; private set; }

    /// <summary>Where it is not above 0, a gradient is 0; or null.</summary>
    public Value? Gate { get; private set; }

    /// <summary>The plan of a node, with those around it that belong to it; null where the node is neither.</summary>
    public static PoolPlan? Of(Node node, Func<Value, Node?> only, HashSet<Node> taken)
    {
        if (node.Domain.Length > 0 || node.Inputs.Count == 0 || node.Inputs[0] is not { HasShape: true, ElementType: ElementType.Float32 } x || x.Shape.Rank != 4 || !node.Outputs[0].HasShape) return null;
        if (node.OpType == "AveragePool") return Pools(node, x) ? new PoolPlan(node, x, gradient: false, 0.25f) : null;
        return node.OpType == "Resize" && Doubles(node, x) ? Back(node, x, only, taken) : null;
    }

    private static PoolPlan Back(Node node, Value x, Func<Value, Node?> only, HashSet<Node> taken)
    {
        float factor = 1;
        if (x.Producer is { OpType: "Mul", Domain: "" } scale && !taken.Contains(scale) && only(x) == node && scale.Inputs[1] is { Constant: Tensor<float> { Shape.Rank: 0 } number })
        {
            factor = number.Span[0];
            x = scale.Inputs[0]!;
            taken.Add(scale);
        }

        taken.Add(node);
        PoolPlan plan = new(node, x, gradient: true, factor);
        if (only(plan.Y) is { } pad && !taken.Contains(pad) && PadsEnd(pad)) plan.Take(pad, taken);
        if (only(plan.Y) is { OpType: "Add", Domain: "" } add && !taken.Contains(add) && ConvPlan.Other(add, plan.Y) is { } addend)
        {
            plan.Addend = addend;
            plan.Take(add, taken);
        }

        if (only(plan.Y) is { OpType: "Mul", Domain: "" } mul && !taken.Contains(mul) && ConvPlan.Other(mul, plan.Y) is { } mask && Elementwise.StepOf(mask) is { } gate)
        {
            plan.Gate = gate;
            plan.Take(mul, taken);
        }

        return plan;
    }

    private void Take(Node node, HashSet<Node> taken)
    {
        taken.Add(node);
        Last = node;
    }

    private static bool Pools(Node node, Value x) =>
        node.Ints("kernel_shape") is [2, 2] && node.Ints("strides") is [2, 2] && (node.Ints("pads") ?? [0]).All(p => p == 0) && (node.Ints("dilations") ?? [1]).All(d => d == 1)
        && node.String("auto_pad", "NOTSET") is "NOTSET" or "VALID" && node.Int("ceil_mode", 0) == 0 && x.Shape[2] >= 2 && x.Shape[3] >= 2;

    // Nearest, by the whole number below: element o of the output is element o / 2 of the input.
    private static bool Doubles(Node node, Value x) =>
        node.String("mode", "nearest") == "nearest" && node.String("coordinate_transformation_mode", "half_pixel") == "asymmetric" && node.String("nearest_mode", "round_prefer_floor") == "floor"
        && !node.Attributes.ContainsKey("axes")
        && node.Inputs.Count == 3 && node.Inputs[2] is { Known: Tensor<float> scales } && scales.Span is [1f, 1f, 2f, 2f] && node.Outputs[0].Shape.Equals(new Shape(x.Shape[0], x.Shape[1], 2 * x.Shape[2], 2 * x.Shape[3]));

    // Zeros for the odd last row and column.
    private static bool PadsEnd(Node node)
    {
        if (node is not { OpType: "Pad", Domain: "" } || node.String("mode", "constant") != "constant" || !node.Outputs[0].HasShape) return false;
        if (node.Inputs.Count < 2 || node.Inputs[1] is not { Known: Tensor<long> pads } || pads.Span is not [0, 0, 0, 0, 0, 0, 0 or 1, 0 or 1]) return false;
        return (node.Inputs.Count < 3 || node.Inputs[2] is null or { Known: Tensor<float> { Span: [0f] } }) && (node.Inputs.Count < 4 || node.Inputs[3] is null);
    }
}
