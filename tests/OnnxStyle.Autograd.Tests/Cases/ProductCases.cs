using OnnxStyle.Onnx;
using static OnnxStyle.Autograd.Tests.Cases.KnownCases;

namespace OnnxStyle.Autograd.Tests.Cases;

internal static class ProductCases
{
    public static IEnumerable<GradientCase> Rows =>
    [
        new("MatMul", [In(2, 3), In(3, 5)], (b, x) => b.MatMul(x[0], x[1]), Linear: true),
        new("MatMul stack by matrix", [In(4, 2, 3), In(3, 5)], (b, x) => b.MatMul(x[0], x[1]), Linear: true),
        new("MatMul matrix by stack", [In(2, 3), In(4, 3, 5)], (b, x) => b.MatMul(x[0], x[1]), Linear: true),
        new("MatMul stacks broadcast both ways", [In(3, 1, 2, 4), In(2, 4, 3)], (b, x) => b.MatMul(x[0], x[1]), Linear: true),
        new("MatMul vector by matrix", [In(3), In(3, 5)], (b, x) => b.MatMul(x[0], x[1]), Linear: true),
        new("MatMul stack by vector", [In(2, 4, 3), In(3)], (b, x) => b.MatMul(x[0], x[1]), Linear: true),
        new("MatMul vector by stack", [In(3), In(2, 3, 5)], (b, x) => b.MatMul(x[0], x[1]), Linear: true),
        new("MatMul vector by vector", [In(7), In(7)], (b, x) => b.MatMul(x[0], x[1]), Linear: true),
        new("MatMul Gram, not symmetric upstream", [In(3, 7)], (b, x) => b.MatMul(x[0], b.Transpose(x[0], [1, 0]))),
        new("MatMul Gram of columns", [In(3, 7)], (b, x) => b.MatMul(b.Transpose(x[0], [1, 0]), x[0])),
        new("MatMul Gram stacked", [In(2, 3, 4)], (b, x) => b.MatMul(x[0], b.Transpose(x[0], [0, 2, 1]))),
        new("MatMul Gram of a feature map", [In(1, 3, 2, 5)], (b, x) => Gram(b, x[0])),
        new("MatMul Gram of a shifted feature map with other uses", [In(1, 3, 2, 5)], (b, x) => b.Add(Gram(b, b.Sub(x[0], b.ReduceMean(x[0], [2, 3]))), b.ReduceMean(b.Mul(x[0], x[0])))),
        new("MatMul of a feature map by a matrix", [In(1, 3, 2, 5), In(4, 3)], (b, x) => b.MatMul(x[1], b.Reshape(x[0], 3, -1)), Linear: true),
        new("Gemm", [In(2, 3), In(3, 5), In(5)], (b, x) => b.Gemm(x[0], x[1], x[2], 0.7f, 1.3f), Linear: true),
        new("Gemm transA", [In(3, 2), In(3, 5), In(2, 1)], (b, x) => b.Gemm(x[0], x[1], x[2], transA: true), Linear: true),
        new("Gemm transB", [In(2, 3), In(5, 3), In()], (b, x) => b.Gemm(x[0], x[1], x[2], 0.5f, transB: true), Linear: true),
        new("Gemm transA transB", [In(3, 2), In(5, 3)], (b, x) => b.Gemm(x[0], x[1], null, 2f, transA: true, transB: true), Linear: true),
        new("Gemm Gram", [In(3, 7), In(3, 3)], (b, x) => b.Gemm(x[0], x[0], x[1], 0.25f, -1f, transB: true)),
        new("Gemm Gram of columns", [In(3, 4)], (b, x) => b.Gemm(x[0], x[0], null, 0.25f, transA: true)),
    ];

    private static Value Gram(GraphBuilder b, Value x)
    {
        Value f = b.Reshape(x, x.Shape[1], -1);
        return b.MatMul(f, b.Transpose(f, [1, 0]));
    }
}
