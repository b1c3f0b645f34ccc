using OnnxStyle.Onnx;
using OnnxStyle.Tensors;

namespace OnnxStyle.Reference;

/// <summary>Functions of one element, of two or more broadcast elements, comparisons and selections.</summary>
internal static class ElementwiseOperators
{
    public static void Register(Dictionary<string, Func<OperatorCall, double[][]>> table)
    {
        void Unary(string op, Func<double, double> f) => table[op] = c => [[.. c[0].Select(f)]];
        void With(string op, Func<double, Node, double> f) => table[op] = c => [[.. c[0].Select(v => f(v, c.Node))]];
        void Fold(string op, Func<double, double, double> f) => table[op] = c => [Broadcast(c, v => v.Aggregate(f))];
        Unary("Abs", Math.Abs);
        Unary("Acos", Math.Acos);
        Unary("Acosh", Math.Acosh);
        Unary("Asin", Math.Asin);
        Unary("Asinh", Math.Asinh);
        Unary("Atan", Math.Atan);
        Unary("Atanh", Math.Atanh);
        Unary("Ceil", Math.Ceiling);
        Unary("Cos", Math.Cos);
        Unary("Cosh", Math.Cosh);
        Unary("Erf", Erf);
        Unary("Exp", Math.Exp);
        Unary("Floor", Math.Floor);
        Unary("HardSwish", v => v * Math.Clamp((v / 6) + 0.5, 0, 1));
        Unary("Identity", v => v);
        Unary("Dropout", v => v); // the inference form
        Unary("Log", Math.Log);
        Unary("Neg", v => -v);
        Unary("Not", v => v == 0 ? 1 : 0);
        Unary("Reciprocal", v => 1 / v);
        Unary("Relu", v => Math.Max(v, 0));
        Unary("Round", v => Math.Round(v, MidpointRounding.ToEven));
        Unary("Sigmoid", v => 1 / (1 + Math.Exp(-v)));
        Unary("Sign", v => Math.Sign(v));
        Unary("Sin", Math.Sin);
        Unary("Sinh", Math.Sinh);
        Unary("Softplus", v => Math.Log(1 + Math.Exp(v)));
        Unary("Softsign", v => v / (1 + Math.Abs(v)));
        Unary("Sqrt", Math.Sqrt);
        Unary("Tan", Math.Tan);
        Unary("Tanh", Math.Tanh);
        With("Celu", (v, n) => Math.Max(0, v) + Math.Min(0, n.Float("alpha", 1) * (Math.Exp(v / n.Float("alpha", 1)) - 1)));
        With("Elu", (v, n) => v > 0 ? v : n.Float("alpha", 1) * (Math.Exp(v) - 1));
        With("HardSigmoid", (v, n) => Math.Clamp((n.Float("alpha", 0.2f) * v) + n.Float("beta", 0.5f), 0, 1));
        With("LeakyRelu", (v, n) => v > 0 ? v : n.Float("alpha", 0.01f) * v);
        With("Selu", (v, n) => n.Float("gamma", 1.05070102f) * (v > 0 ? v : n.Float("alpha", 1.67326319f) * (Math.Exp(v) - 1)));
        With("ThresholdedRelu", (v, n) => v > n.Float("alpha", 1) ? v : 0);
        table["Cast"] = c => [[.. c[0].Select(v => To(v, c.Node.Outputs[0].ElementType))]];
        Fold("Add", (a, b) => a + b);
        Fold("Sum", (a, b) => a + b);
        Fold("Sub", (a, b) => a - b);
        Fold("Mul", (a, b) => a * b);
        table["Div"] = c => c.Node.Outputs[0].ElementType is ElementType.Int64 or ElementType.Int32
            ? [Broadcast(c, v => Math.Truncate(v[0] / v[1]))]
            : [Broadcast(c, v => v[0] / v[1])];
        Fold("Pow", Math.Pow);
        Fold("Max", Math.Max);
        Fold("Min", Math.Min);
        table["Mean"] = c => [Broadcast(c, v => v.Average())];
        Fold("Equal", (a, b) => a == b ? 1 : 0);
        Fold("Greater", (a, b) => a > b ? 1 : 0);
        Fold("GreaterOrEqual", (a, b) => a >= b ? 1 : 0);
        Fold("Less", (a, b) => a < b ? 1 : 0);
        Fold("LessOrEqual", (a, b) => a <= b ? 1 : 0);
        Fold("And", (a, b) => a != 0 && b != 0 ? 1 : 0);
        Fold("Or", (a, b) => a != 0 || b != 0 ? 1 : 0);
        Fold("Xor", (a, b) => a != b ? 1 : 0);
        Fold("PRelu", (x, slope) => x > 0 ? x : x * slope);
        table["Where"] = c => [Broadcast(c, v => v[0] != 0 ? v[1] : v[2])];
        table["Clip"] = c => [[.. c[0].Select(v => Clip(c, v))]];
    }

    /// <summary>Applies a function to the tuples of elements that meet when all inputs are broadcast to the output's shape.</summary>
    private static double[] Broadcast(OperatorCall c, Func<double[], double> f)
    {
        double[] result = new double[c.OutCount()];
        double[] tuple = new double[c.InputCount];
        long n = 0;
        foreach (long[] index in OperatorCall.Indices(c.Out()))
        {
            for (int i = 0; i < tuple.Length; i++) tuple[i] = c[i][OperatorCall.BroadcastOffset(index, c.In(i))];
            result[n++] = f(tuple);
        }

        return result;
    }

    private static double Clip(OperatorCall c, double v)
    {
        if (c.Has(1)) v = Math.Max(v, c[1][0]);
        return c.Has(2) ? Math.Min(v, c[2][0]) : v;
    }

    private static double To(double v, ElementType type) => type switch
    {
        ElementType.Boolean => v != 0 ? 1 : 0,
        ElementType.Float32 or ElementType.Float64 or ElementType.Float16 => v,
        _ => Math.Truncate(v),
    };

    /// <summary>2/√π · Σ (-1)ⁿ x^(2n+1) / (n! (2n+1)); good to 1e-13 for |x| below 4.</summary>
    private static double Erf(double x)
    {
        double term = x, sum = x;
        for (int n = 1; n < 200; n++)
        {
            term *= -x * x / n;
            sum += term / ((2 * n) + 1);
        }

        return 2 / Math.Sqrt(Math.PI) * sum;
    }
}
