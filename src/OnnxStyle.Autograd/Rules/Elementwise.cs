using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Autograd.Rules;

/// <summary>
/// One-line rules of functions of one number. y is the output, x the input; the derivative dy/dx is in the comment. Where it
/// can be had from y it is, because y is in memory already.
/// </summary>
internal static class Elementwise
{
    /// <summary>The slope with which <see cref="Step"/> saturates: x · 1e38 is at least 1 for every normal x above 0.</summary>
    private const float StepSlope = 1e38f;

    public static Value?[] Abs(GradientContext g) => Chain(g, g.Graph.Sign(g.Input(0))); // sign(x), 0 at 0

    public static Value?[] Cos(GradientContext g) => Chain(g, g.Graph.Neg(g.Graph.Op("Sin", [g.Input(0)]))); // -sin x

    public static Value?[] Exp(GradientContext g) => Chain(g, g.Output(0)); // y

    /// <summary>Only the inference form, which is the identity.</summary>
    public static Value?[] Dropout(GradientContext g)
    {
        if (g.OptionalInput(2) is { } training && training.Known is not Tensor<bool> { Span: [false] })
            throw g.Refuse("the training form is random, and one graph must give the same bits each time; multiply by a mask from an input");
        return g.Return(g.CompactGradient);
    }

    public static Value?[] Identity(GradientContext g) => g.Return(g.CompactGradient); // 1

    public static Value?[] Log(GradientContext g) => g.Return(g.Graph.Div(g.CompactGradient, g.Input(0))); // 1 / x

    public static Value?[] Neg(GradientContext g) => g.Return(g.Scale(g.CompactGradient, -1)); // -1

    public static Value?[] Reciprocal(GradientContext g) => Chain(g, g.Graph.Neg(Square(g, g.Output(0)))); // -y²

    public static Value?[] Relu(GradientContext g) => Chain(g, Step(g.Graph, g.Output(0))); // 1 where y > 0

    public static Value?[] Sigmoid(GradientContext g) => Chain(g, g.Graph.Sub(g.Output(0), Square(g, g.Output(0)))); // y (1 - y)

    public static Value?[] Sin(GradientContext g) => Chain(g, g.Graph.Op("Cos", [g.Input(0)])); // cos x

    public static Value?[] Softplus(GradientContext g) => Chain(g, g.Graph.Sigmoid(g.Input(0))); // 1 / (1 + exp(-x))

    public static Value?[] Sqrt(GradientContext g) => g.Return(g.Graph.Div(g.Scale(g.CompactGradient, 0.5), g.Output(0))); // 1 / (2 y)

    public static Value?[] Tanh(GradientContext g) => Chain(g, OneMinus(g, Square(g, g.Output(0)))); // 1 - y²

    public static Value?[] Erf(GradientContext g) // 2/√π · exp(-x²)
    {
        Value bell = g.Graph.Exp(g.Graph.Neg(Square(g, g.Input(0))));
        return g.Return(g.Graph.Mul(g.Scale(g.CompactGradient, 2 / Math.Sqrt(Math.PI)), bell));
    }

    public static Value?[] HardSigmoid(GradientContext g) // alpha where 0 < y < 1
    {
        float alpha = g.Node.Float("alpha", 0.2f);
        // This builder's own step function: flat on both sides.
        if (Math.Abs(alpha) >= StepSlope) return g.None();
        return Between(g, g.Output(0), 0, 1, alpha);
    }

    public static Value?[] LeakyRelu(GradientContext g) // x > 0 ? 1 : alpha
    {
        Value dy = g.CompactGradient;
        Value positive = g.Graph.Greater(g.Input(0), g.Graph.Scalar(0f));
        return g.Return(g.Graph.Where(positive, dy, g.Scale(dy, g.Node.Float("alpha", 0.01f))));
    }

    public static Value?[] Elu(GradientContext g) // x > 0 ? 1 : y + alpha
    {
        Value positive = g.Graph.Greater(g.Input(0), g.Graph.Scalar(0f));
        return Chain(g, g.Graph.Where(positive, g.Graph.Scalar(1f), g.Graph.Add(g.Output(0), g.Graph.Scalar(g.Node.Float("alpha", 1f)))));
    }

    /// <summary>
    /// 1 where x is above 0, else 0, in one parallel operator; on the processor faster than a comparison and a selection.
    /// </summary>
    /// <remarks>Differs from the exact step for denormal x, below 1.2e-38, where it is between 0 and 1.</remarks>
    public static Value Step(GraphBuilder graph, Value x) => graph.HardSigmoid(x, StepSlope, 0f);

    /// <summary>slope · dy where low &lt; value &lt; high, else 0.</summary>
    private static Value?[] Between(GradientContext g, Value value, float low, float high, float slope)
    {
        Value above = g.Mask(g.Graph.Greater(value, g.Graph.Scalar(low))), below = g.Mask(g.Graph.Less(value, g.Graph.Scalar(high)));
        return g.Return(g.Graph.Mul(g.Scale(g.CompactGradient, slope), g.Graph.Mul(above, below)));
    }

    private static Value?[] Chain(GradientContext g, Value derivative) => g.Return(g.Graph.Mul(g.CompactGradient, derivative));

    private static Value Square(GradientContext g, Value x) => g.Graph.Mul(x, x);

    private static Value OneMinus(GradientContext g, Value x) => g.Graph.Sub(g.Graph.Scalar(1f), x);
}
