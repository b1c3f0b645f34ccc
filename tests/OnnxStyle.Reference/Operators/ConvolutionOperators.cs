namespace OnnxStyle.Reference;

/// <summary>Convolution and its transpose, any spatial rank.</summary>
internal static class ConvolutionOperators
{
    public static void Register(Dictionary<string, Func<OperatorCall, double[][]>> table)
    {
        table["Conv"] = Conv;
        table["ConvTranspose"] = ConvTranspose;
    }

    private static double[][] Conv(OperatorCall c)
    {
        long[] x = c.In(0), w = c.In(1), y = c.Out();
        double[] result = new double[c.OutCount()];
        long perGroup = y[1] / c.Node.Int("group", 1);
        Visit(c, x, y, w, (n, inside, outside, k) =>
        {
            for (long m = 0; m < y[1]; m++)
            {
                for (long i = 0; i < w[1]; i++)
                {
                    long channel = (m / perGroup * w[1]) + i;
                    result[At(n, m, outside, y)] += c[0][At(n, channel, inside, x)] * c[1][At(m, i, k, w)];
                }
            }
        });
        return [Biased(c, result, y)];
    }

    private static double[][] ConvTranspose(OperatorCall c)
    {
        long[] x = c.In(0), w = c.In(1), y = c.Out();
        double[] result = new double[c.OutCount()];
        long perGroup = x[1] / c.Node.Int("group", 1);
        // The same pairs of positions as a convolution from y to x.
        Visit(c, y, x, w, (n, inside, outside, k) =>
        {
            for (long i = 0; i < x[1]; i++)
            {
                for (long m = 0; m < w[1]; m++)
                {
                    long channel = (i / perGroup * w[1]) + m;
                    result[At(n, channel, inside, y)] += c[0][At(n, i, outside, x)] * c[1][At(i, m, k, w)];
                }
            }
        });
        return [Biased(c, result, y)];
    }

    /// <summary>Calls back for every batch entry, kernel position and window whose element lies inside.</summary>
    private static void Visit(OperatorCall c, long[] input, long[] output, long[] w, Action<long, long[], long[], long[]> pair)
    {
        long[] kernel = w[2..];
        int rank = kernel.Length;
        long[] strides = c.Spatial("strides", rank, 1), dilations = c.Spatial("dilations", rank, 1);
        long[] begin = c.Begin(input, output, kernel, strides, dilations), at = new long[rank];
        for (long n = 0; n < input[0]; n++)
        {
            foreach (long[] o in OperatorCall.Indices(output[2..]))
            {
                foreach (long[] k in OperatorCall.Indices(kernel))
                {
                    bool inside = true;
                    for (int a = 0; a < rank; a++)
                    {
                        at[a] = (o[a] * strides[a]) + (k[a] * dilations[a]) - begin[a];
                        inside &= at[a] >= 0 && at[a] < input[a + 2];
                    }

                    if (inside) pair(n, at, o, k);
                }
            }
        }
    }

    private static long At(long first, long second, long[] rest, long[] dims) => OperatorCall.Offset([first, second, .. rest], dims);

    private static double[] Biased(OperatorCall c, double[] y, long[] dims)
    {
        if (!c.Has(2)) return y;
        long plane = OperatorCall.Count(dims[2..]);
        for (int i = 0; i < y.Length; i++) y[i] += c[2][i / plane % dims[1]];
        return y;
    }
}
