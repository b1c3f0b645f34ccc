using OnnxStyle.Onnx;
using OnnxStyle.Tensors;
using static OnnxStyle.Autograd.Tests.Cases.KnownCases;

namespace OnnxStyle.Autograd.Tests.Cases;

internal static class ElementwiseCases
{
    public static IEnumerable<GradientCase> Rows =>
    [
        Unary("Abs"), Unary("Cos"), Unary("Elu"), Unary("Erf"), Unary("Exp"), Unary("Identity", linear: true), Unary("LeakyRelu"), Unary("Neg", linear: true),
        Unary("Reciprocal"), Unary("Relu"), Unary("Sigmoid"), Unary("Sin"), Unary("Softplus"), Unary("Tanh"), Unary("HardSigmoid"),
        Unary("Log", positive: true), Unary("Sqrt", positive: true),
        new("LeakyRelu slope 0.3", [In(2, 5)], (b, x) => b.LeakyRelu(x[0], 0.3f)),
        new("Elu alpha 0.7", [In(2, 5)], (b, x) => b.Op("Elu", [x[0]], At("alpha", 0.7f))),
        new("HardSigmoid saturated on both sides", [Distinct(6, 7)], (b, x) => b.HardSigmoid(x[0], 0.6f, 0.4f)),
        new("Dropout inference", [In(3, 2)], (b, x) => b.Op("Dropout", [x[0]]), Linear: true),
        new("Cast to double and back", [In(3, 2)], (b, x) => b.Cast(b.Cast(x[0], ElementType.Float64), ElementType.Float32), Linear: true),
        new("Add", [In(2, 3), In(2, 3)], (b, x) => b.Add(x[0], x[1]), Linear: true),
        new("Add broadcast row and column", [In(4, 1), In(1, 3)], (b, x) => b.Add(x[0], x[1]), Linear: true),
        new("Add scalar", [In(), In(2, 3)], (b, x) => b.Add(x[0], x[1]), Linear: true),
        new("Sub broadcast leading", [In(3), In(5, 2, 3)], (b, x) => b.Sub(x[0], x[1]), Linear: true),
        new("Mul", [In(2, 3), In(2, 3)], (b, x) => b.Mul(x[0], x[1]), Linear: true),
        new("Mul broadcast channel", [In(1, 3, 1, 1), In(2, 3, 2, 5)], (b, x) => b.Mul(x[0], x[1]), Linear: true),
        new("Mul square", [In(2, 3)], (b, x) => b.Mul(x[0], x[0])),
        new("Div", [In(2, 3), Positive(2, 3)], (b, x) => b.Div(x[0], x[1])),
        new("Div broadcast", [In(3, 1, 2), Positive(5, 1)], (b, x) => b.Div(x[0], x[1])),
        new("Pow both", [Positive(2, 3), In(3)], (b, x) => b.Pow(x[0], x[1])),
        new("Pow 2", [In(2, 3)], (b, x) => b.Pow(x[0], b.Scalar(2f))),
        new("Pow 3", [In(2, 3)], (b, x) => b.Pow(x[0], b.Scalar(3f))),
        new("Pow 1", [In(2, 3)], (b, x) => b.Pow(x[0], b.Scalar(1f)), Linear: true),
        new("Pow 0.5", [Positive(2, 3)], (b, x) => b.Pow(x[0], b.Scalar(0.5f))),
        new("Pow constant table", [Positive(2, 3)], (b, x) => b.Pow(x[0], b.Constant(new Tensor<float>(new Shape(3), [0.5f, 2f, -1.5f])))),
        new("Max", [Distinct(4, 3), In(4, 3)], (b, x) => b.Max(x[0], b.Add(x[1], b.Scalar(0.013f)))),
        new("Max with zero", [In(4, 3)], (b, x) => b.Max(x[0], b.Scalar(0f))),
        new("Min broadcast", [Distinct(4, 3), Distinct(4, 1)], (b, x) => b.Min(x[0], b.Mul(x[1], b.Scalar(0.77f)))),
        new("Max of three", [In(7), In(7), In(7)], (b, x) => b.Op("Max", x)),
        new("Sum of three broadcast", [In(2, 3), In(3), In()], (b, x) => b.Sum(x), Linear: true),
        new("Mean of two broadcast", [In(2, 3), In(2, 1)], (b, x) => b.Op("Mean", x), Linear: true),
        new("Clip both", [Distinct(5, 3)], (b, x) => b.Clip(x[0], b.Scalar(-0.31f), b.Scalar(0.42f))),
        new("Clip below, bound from an input", [Distinct(5, 3), In()], (b, x) => b.Clip(x[0], b.Mul(x[1], b.Scalar(0.01f)))),
        new("Clip above", [Distinct(5, 3)], (b, x) => b.Clip(x[0], null, b.Scalar(0.11f))),
        new("Where", [In(2, 3), In(2, 3)], (b, x) => b.Where(b.Greater(x[0], b.Scalar(0f)), x[0], x[1]), Smooth: false),
        new("Where broadcast", [In(2, 1, 4), In(3, 1)], (b, x) => b.Where(b.Constant(new Tensor<bool>(new Shape(3, 4), [true, false, true, true, false, false, true, false, true, true, false, true])), x[0], x[1]), Linear: true),
        new("PRelu", [In(2, 3, 4), In(3, 1)], (b, x) => b.Op("PRelu", x)),
        new("A chain with two uses", [In(2, 5)], (b, x) => b.Add(b.Mul(b.Exp(x[0]), b.Sin(x[0])), b.Mul(x[0], b.Tanh(x[0])))),
        new("Mean square error of scaled difference", [In(3, 5), In(3, 5)], (b, x) => b.Mul(b.ReduceMean(b.Pow(b.Sub(x[0], x[1]), b.Scalar(2f))), b.Scalar(0.37f))),
    ];

    private static GradientCase Unary(string op, bool linear = false, bool positive = false) =>
        new(op, [positive ? Positive(3, 1, 7) : In(3, 1, 7)], (b, x) => b.Op(op, [x[0]]), linear);
}
