using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Rewriting;

/// <summary>Operators of single elements, which compute the same on blocked tensors.</summary>
internal static class Elementwise
{
    private const float StepSlope = 1e37f;

    /// <summary>The inputs that have the shape of the output, where the operator may be applied to blocked tensors; null where it may not.</summary>
    /// <remarks>Only operators that make zeros of zeros: the channels after the last stay 0. Other inputs must be single numbers.</remarks>
    public static Value[]? Inputs(Node node)
    {
        if (node.Domain.Length > 0 || node.Outputs.Count != 1 || node.Outputs[0] is not { HasShape: true, ElementType: ElementType.Float32 } output || output.Shape.Rank != 4) return null;
        if (node.Inputs.Any(input => input is not { HasShape: true, ElementType: ElementType.Float32 })) return null;
        Value[] whole = [.. node.Inputs.Where(input => input!.Shape.Equals(output.Shape)).Select(input => input!)];
        bool alone = whole.Length == node.Inputs.Count, numbers = node.Inputs.All(input => input!.Shape.Equals(output.Shape) || IsNumber(input));
        bool fits = node.OpType switch
        {
            "Relu" or "LeakyRelu" or "Neg" or "Abs" or "Sign" or "Identity" or "Sqrt" or "Tanh" or "Elu" or "Selu" => alone,
            "Add" or "Sub" or "Sum" or "Max" or "Min" => alone && whole.Length > 0,
            "Mul" => numbers && whole.Length > 0,
            "Div" => numbers && node.Inputs.Count == 2 && whole.Length == 1 && whole[0] == node.Inputs[0],
            "HardSigmoid" => alone && node.Float("beta", 0.5f) == 0,
            _ => false,
        };
        return fits ? whole : null;
    }

    /// <summary>The value whose sign a mask tells (1 where above 0, else 0), as Autograd writes it; or null.</summary>
    public static Value? StepOf(Value mask) =>
        mask.Producer is { OpType: "HardSigmoid", Domain: "" } step && step.Float("alpha", 0.2f) >= StepSlope && step.Float("beta", 0.5f) == 0 ? step.Inputs[0] : null;

    /// <summary>Whether a value is one number that broadcasts without adding dimensions.</summary>
    private static bool IsNumber(Value value) => value.Shape.ElementCount == 1 && value.Shape.Rank <= 1;
}
