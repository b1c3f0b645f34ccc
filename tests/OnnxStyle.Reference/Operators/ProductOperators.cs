namespace OnnxStyle.Reference;

/// <summary>Matrix products.</summary>
internal static class ProductOperators
{
    public static void Register(Dictionary<string, Func<OperatorCall, double[][]>> table)
    {
        table["MatMul"] = MatMul;
        table["Gemm"] = Gemm;
    }

    private static double[][] MatMul(OperatorCall c)
    {
        long[] a = c.In(0), b = c.In(1), y = c.Out();
        if (a.Length == 1) a = [1, .. a];
        if (b.Length == 1) b = [.. b, 1];
        if (c.In(0).Length == 1) y = c.In(1).Length == 1 ? [1] : [.. y[..^1], 1, y[^1]];
        if (c.In(1).Length == 1) y = [.. y, 1];
        double[] result = new double[c.OutCount()];
        long n = 0;
        foreach (long[] index in OperatorCall.Indices(y))
        {
            long[] batch = index[..^2];
            long left = OperatorCall.BroadcastOffset(batch, a[..^2]) * a[^2] * a[^1], right = OperatorCall.BroadcastOffset(batch, b[..^2]) * b[^2] * b[^1];
            double sum = 0;
            for (long k = 0; k < a[^1]; k++) sum += c[0][left + (index[^2] * a[^1]) + k] * c[1][right + (k * b[^1]) + index[^1]];
            result[n++] = sum;
        }

        return [result];
    }

    private static double[][] Gemm(OperatorCall c)
    {
        long[] a = c.In(0), b = c.In(1);
        bool ta = c.Node.Int("transA", 0) != 0, tb = c.Node.Int("transB", 0) != 0;
        double alpha = c.Node.Float("alpha", 1), beta = c.Node.Float("beta", 1);
        double[] result = new double[c.OutCount()];
        long n = 0;
        foreach (long[] index in OperatorCall.Indices(c.Out()))
        {
            double sum = 0;
            for (long k = 0; k < (ta ? a[0] : a[1]); k++)
            {
                double left = ta ? c[0][(k * a[1]) + index[0]] : c[0][(index[0] * a[1]) + k];
                sum += left * (tb ? c[1][(index[1] * b[1]) + k] : c[1][(k * b[1]) + index[1]]);
            }

            result[n++] = (alpha * sum) + (c.Has(2) ? beta * c[2][OperatorCall.BroadcastOffset(index, c.In(2))] : 0);
        }

        return [result];
    }
}
