using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Operators.Rewriting;

/// <summary>Products of features taken as a matrix: Gram matrices and what comes back from them, as losses of style and Autograd write them.</summary>
internal static class FeatureMatrix
{
    /// <summary>The features [1, C, H, W] of whose matrix [C, H W] a node makes the Gram matrix, and its factor; null where it does not.</summary>
    public static (Value Features, float Factor)? Gram(Node node)
    {
        if (node is not { OpType: "Gemm", Domain: "" } || node.Inputs.Count != 2 || node.Inputs[0] != node.Inputs[1]) return null;
        if (node.Int("transA", 0) != 0 || node.Int("transB", 0) == 0 || Of(node.Inputs[0]) is not { } features) return null;
        return (features, node.Float("alpha", 1));
    }

    /// <summary>The features and the matrix [M, C] on their left, where a node shapes their product as [1, M, H, W]; null where it does not.</summary>
    /// <param name="node">A Reshape.</param>
    /// <param name="only">The one node that takes a value, or null when several do or the value is an output.</param>
    public static (Value Matrix, Value Features, Node Product)? Product(Node node, Func<Value, Node?> only)
    {
        if (node is not { OpType: "Reshape", Domain: "" } || node.Inputs[0] is not { Producer: { OpType: "MatMul", Domain: "" } product } value || only(value) != node) return null;
        if (Of(product.Inputs[1]) is not { } features || product.Inputs[0] is not { HasShape: true, ElementType: ElementType.Float32 } matrix || matrix.Shape.Rank != 2) return null;
        return node.Outputs[0].HasShape && node.Outputs[0].Shape.Equals(new Shape(1, matrix.Shape[0], features.Shape[2], features.Shape[3])) ? (matrix, features, product) : null;
    }

    private static Value? Of(Value? matrix)
    {
        if (matrix is not { HasShape: true, ElementType: ElementType.Float32, Producer: { OpType: "Reshape", Domain: "" } reshape } || matrix.Shape.Rank != 2) return null;
        if (reshape.Inputs[0] is not { HasShape: true, ElementType: ElementType.Float32 } features || features.Shape.Rank != 4 || features.Shape[0] != 1) return null;
        return features.Shape.All(extent => extent is >= 1 and <= int.MaxValue) && matrix.Shape.Equals(new Shape(features.Shape[1], features.Shape[2] * features.Shape[3])) ? features : null;
    }
}
