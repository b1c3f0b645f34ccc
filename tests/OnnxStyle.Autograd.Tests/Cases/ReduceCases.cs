using OnnxStyle.Onnx;
using static OnnxStyle.Autograd.Tests.Cases.KnownCases;

namespace OnnxStyle.Autograd.Tests.Cases;

internal static class ReduceCases
{
    public static IEnumerable<GradientCase> Rows =>
    [
        new("ReduceSum axis, kept", [In(2, 3, 5)], (b, x) => b.ReduceSum(x[0], [1]), Linear: true),
        new("ReduceSum two axes, dropped", [In(2, 3, 5)], (b, x) => b.ReduceSum(x[0], [-1, 0], keepDims: false), Linear: true),
        new("ReduceSum all", [In(2, 3)], (b, x) => b.ReduceSum(x[0], null, keepDims: false), Linear: true),
        new("ReduceMean all, then used as a scalar", [In(2, 3)], (b, x) => b.Mul(x[0], b.ReduceMean(x[0], null, keepDims: false))),
        new("ReduceMean axes", [In(2, 3, 5)], (b, x) => b.ReduceMean(x[0], [0, 2], keepDims: false), Linear: true),
        new("ReduceMax", [Distinct(3, 5)], (b, x) => b.ReduceMax(x[0], [1], keepDims: false)),
        new("ReduceMin all", [Distinct(3, 5)], (b, x) => b.ReduceMin(x[0])),
        new("ReduceL2", [In(3, 5)], (b, x) => b.ReduceL2(x[0], [1], keepDims: false)),
        new("ReduceL1", [In(3, 5)], (b, x) => b.Op("ReduceL1", [x[0]], OnnxAttribute.Of("axes", [0L]))),
        new("ReduceSumSquare", [In(3, 5)], (b, x) => b.Op("ReduceSumSquare", [x[0]], At("axes", 0, 1), At("keepdims", 0))),
        new("Softmax last", [In(3, 5)], (b, x) => b.Softmax(x[0])),
        new("Softmax first", [In(3, 2, 2)], (b, x) => b.Softmax(x[0], 0)),
        new("LogSoftmax", [In(3, 5)], (b, x) => b.LogSoftmax(x[0], 1)),
        new("Cosine distance of columns", [In(4, 3), In(4, 5)], (b, x) => b.MatMul(
            b.Transpose(b.Div(x[0], b.ReduceL2(x[0], [0])), [1, 0]), b.Div(x[1], b.Sqrt(b.ReduceSum(b.Mul(x[1], x[1]), [0]))))),
    ];
}
