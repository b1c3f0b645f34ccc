using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Autograd.Rules;

/// <summary>Rules of elementwise operators with several inputs. Broadcasting is undone by the walk, not here.</summary>
internal static class Arithmetic
{
    /// <summary>y = a + b: da = dy, db = dy.</summary>
    public static Value?[] Add(GradientContext g) => g.Return(g.CompactGradient, g.CompactGradient);

    /// <summary>y = a - b: da = dy, db = -dy.</summary>
    public static Value?[] Sub(GradientContext g) => g.Return(g.CompactGradient, g.Needs(1) ? g.Scale(g.CompactGradient, -1) : null);

    /// <summary>y = a · b: da = dy · b, db = dy · a. A square gets 2 dy · a in one product.</summary>
    public static Value?[] Mul(GradientContext g)
    {
        Value a = g.Input(0), b = g.Input(1), dy = g.CompactGradient;
        if (ReferenceEquals(a, b)) return g.Return(g.Graph.Mul(g.Scale(dy, 2), a), null);
        return g.Return(g.Needs(0) ? g.Graph.Mul(dy, b) : null, g.Needs(1) ? g.Graph.Mul(dy, a) : null);
    }

    /// <summary>y = a / b: da = dy / b, db = -dy · y / b.</summary>
    public static Value?[] Div(GradientContext g)
    {
        Value quotient = g.Graph.Div(g.CompactGradient, g.Input(1));
        return g.Return(g.Needs(0) ? quotient : null, g.Needs(1) ? g.Graph.Mul(g.Graph.Neg(quotient), g.Output(0)) : null);
    }

    /// <summary>y = a^b: da = dy · b · a^(b - 1), db = dy · y · log a. Constant exponents 1, 2 and 3 need no power.</summary>
    public static Value?[] Pow(GradientContext g)
    {
        Value a = g.Input(0), b = g.Input(1), dy = g.CompactGradient;
        Value? da = null;
        if (g.Needs(0))
        {
            float? exponent = b.Known is Tensor<float> { Shape.ElementCount: 1 } number ? number.Span[0] : null;
            da = exponent switch
            {
                1 => dy,
                2 => g.Graph.Mul(g.Scale(dy, 2), a),
                3 => g.Graph.Mul(g.Scale(dy, 3), g.Graph.Mul(a, a)),
                { } e => g.Graph.Mul(g.Scale(dy, e), g.Graph.Pow(a, g.Graph.Scalar(e - 1))),
                null => g.Graph.Mul(dy, g.Graph.Mul(b, g.Graph.Pow(a, g.Graph.Sub(b, g.Graph.Scalar(1f))))),
            };
        }

        return g.Return(da, g.Needs(1) ? g.Graph.Mul(dy, g.Graph.Mul(g.Output(0), g.Graph.Log(a))) : null);
    }

    /// <summary>y = Σ inputs: each gets dy.</summary>
    public static Value?[] Sum(GradientContext g)
    {
        Value?[] result = g.None();
        Array.Fill(result, g.CompactGradient);
        return result;
    }

    /// <summary>y = mean of the inputs: each gets dy / count.</summary>
    public static Value?[] Mean(GradientContext g)
    {
        Value?[] result = g.None();
        Array.Fill(result, g.Scale(g.CompactGradient, 1.0 / result.Length));
        return result;
    }

    /// <summary>
    /// y = largest (or smallest) of the inputs: dy goes to the input that equals y; where several do, each gets an equal share,
    /// so that the whole stays dy.
    /// </summary>
    public static Value?[] Extremum(GradientContext g)
    {
        Value?[] result = g.None();
        if (result.Length == 1) return [g.CompactGradient];
        Value[] masks = new Value[result.Length];
        for (int i = 0; i < masks.Length; i++) masks[i] = g.Mask(g.Graph.Equal(g.Input(i), g.Output(0)));
        Value ties = masks[0];
        for (int i = 1; i < masks.Length; i++) ties = g.Graph.Add(ties, masks[i]);
        Value share = g.Graph.Div(g.CompactGradient, ties);
        for (int i = 0; i < masks.Length; i++) result[i] = g.Needs(i) ? g.Graph.Mul(share, masks[i]) : null;
        return result;
    }

    /// <summary>y = c ? a : b: da = c ? dy : 0, db = c ? 0 : dy.</summary>
    public static Value?[] Where(GradientContext g)
    {
        Value zero = g.Graph.Scalar(0f), dy = g.CompactGradient;
        return g.Return(
            null,
            g.Needs(1) ? g.Graph.Where(g.Input(0), dy, zero) : null,
            g.Needs(2) ? g.Graph.Where(g.Input(0), zero, dy) : null);
    }

    /// <summary>y = min(max(x, low), high): dx = dy where low ≤ x ≤ high; dlow = Σ dy where x &lt; low; dhigh = Σ dy where x &gt; high.</summary>
    public static Value?[] Clip(GradientContext g)
    {
        Value x = g.Input(0), dy = g.CompactGradient, zero = g.Graph.Scalar(0f);
        Value? low = g.OptionalInput(1), high = g.OptionalInput(2), dx = dy, dlow = null, dhigh = null;
        if (low is not null)
        {
            Value below = g.Graph.Less(x, low);
            dx = g.Graph.Where(below, zero, dx);
            dlow = g.Needs(1) ? g.Graph.Where(below, dy, zero) : null;
        }

        if (high is not null)
        {
            Value above = g.Graph.Greater(x, high);
            dx = g.Graph.Where(above, zero, dx);
            dhigh = g.Needs(2) ? g.Graph.Where(above, dy, zero) : null;
        }

        return g.Return(dx, dlow, dhigh);
    }

    /// <summary>y = x above 0, else slope · x: dx = dy · (x above 0 ? 1 : slope), dslope = Σ dy · x where x is not above 0.</summary>
    public static Value?[] PRelu(GradientContext g)
    {
        Value x = g.Input(0), slope = g.Input(1), dy = g.CompactGradient, zero = g.Graph.Scalar(0f);
        Value positive = g.Graph.Greater(x, zero);
        return g.Return(
            g.Needs(0) ? g.Graph.Where(positive, dy, g.Graph.Mul(dy, slope)) : null,
            g.Needs(1) ? g.Graph.Where(positive, zero, g.Graph.Mul(dy, x)) : null);
    }

    /// <summary>y = x in another float type: dx = dy in the type of x. From whole numbers nothing flows.</summary>
    public static Value?[] Cast(GradientContext g) =>
        g.Output(0).ElementType is ElementType.Float32 or ElementType.Float64 or ElementType.Float16
            && g.Input(0).ElementType is ElementType.Float32 or ElementType.Float64 or ElementType.Float16
            ? g.Return(g.Graph.Cast(g.CompactGradient, g.Input(0).ElementType))
            : g.None();
}
