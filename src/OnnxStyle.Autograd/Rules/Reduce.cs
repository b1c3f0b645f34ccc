using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Autograd.Rules;

/// <summary>
/// Reductions over axes. dy is first given the reduced axes back with extent 1; from there elementwise operators broadcast it,
/// and where the derivative is constant it stays compact.
/// </summary>
internal static class Reduce
{
    /// <summary>y = Σ x: dx = dy.</summary>
    public static Value?[] Sum(GradientContext g) => g.Return(Kept(g, g.Gradient));

    /// <summary>y = Σ x / n: dx = dy / n.</summary>
    public static Value?[] Mean(GradientContext g)
    {
        Value dy = Kept(g, g.Gradient);
        return g.Return(g.Scale(dy, (double)dy.Shape.ElementCount / g.Input(0).Shape.ElementCount));
    }

    /// <summary>y = max x or min x: dy in equal shares to the elements that equal y.</summary>
    public static Value?[] Extremum(GradientContext g)
    {
        Value mask = g.Mask(g.Graph.Equal(g.Input(0), Kept(g, g.Output(0))));
        Value dy = Kept(g, g.Gradient);
        long[] axes = [.. Enumerable.Range(0, dy.Shape.Rank).Where(a => dy.Shape[a] != mask.Shape[a]).Select(a => (long)a)];
        Value ties = axes.Length == 0 ? mask : g.Graph.ReduceSum(mask, axes, keepDims: true);
        return g.Return(g.Graph.Mul(mask, g.Graph.Div(dy, ties)));
    }

    /// <summary>y = √Σ x²: dx = dy · x / y. Not finite where all of x is zero.</summary>
    public static Value?[] L2(GradientContext g) =>
        g.Return(g.Graph.Mul(g.Input(0), g.Graph.Div(Kept(g, g.Gradient), Kept(g, g.Output(0)))));

    /// <summary>y = Σ |x|: dx = dy · sign(x).</summary>
    public static Value?[] L1(GradientContext g) => g.Return(g.Graph.Mul(g.Graph.Sign(g.Input(0)), Kept(g, g.Gradient)));

    /// <summary>y = Σ x²: dx = 2 dy · x.</summary>
    public static Value?[] SumSquare(GradientContext g) => g.Return(g.Graph.Mul(g.Scale(Kept(g, g.Gradient), 2), g.Input(0)));

    /// <summary>The value of an output in the shape with its reduced axes kept as 1.</summary>
    private static Value Kept(GradientContext g, Value value)
    {
        Shape shape = g.Input(0).Shape;
        // ReduceSum has its axes as an input from opset 13, the others as an attribute up to 17.
        long[] axes = g.Node.Ints("axes") ?? g.ConstantIntegers(1) ?? [];
        if (axes.Length == 0 && g.Node.Int("noop_with_empty_axes", 0) != 0) return value;
        long[] kept = shape.ToArray();
        if (axes.Length == 0) Array.Fill(kept, 1);
        foreach (long axis in axes) kept[shape.Axis(axis)] = 1;
        return g.Reshape(value, new Shape(kept));
    }
}
