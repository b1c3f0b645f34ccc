namespace OnnxStyle.Reference;

/// <summary>Average and max pooling, any spatial rank.</summary>
internal static class PoolOperators
{
    public static void Register(Dictionary<string, Func<OperatorCall, double[][]>> table)
    {
        table["AveragePool"] = AveragePool;
        table["MaxPool"] = MaxPool;
        table["GlobalAveragePool"] = c => [Global(c, v => v.Average())];
        table["GlobalMaxPool"] = c => [Global(c, v => v.Max())];
    }

    private static double[][] AveragePool(OperatorCall c)
    {
        double[] result = new double[c.OutCount()];
        long area = OperatorCall.Count(c.Node.Ints("kernel_shape")!);
        bool all = c.Node.Int("count_include_pad", 0) != 0;
        long n = 0;
        foreach (List<long> window in Windows(c)) result[n++] = window.Sum(i => c[0][i]) / (all ? area : window.Count);
        return [result];
    }

    private static double[][] MaxPool(OperatorCall c)
    {
        double[] result = new double[c.OutCount()], places = new double[c.OutCount()];
        long n = 0;
        foreach (List<long> window in Windows(c))
        {
            long best = window[0];
            foreach (long i in window) best = c[0][i] > c[0][best] ? i : best;
            result[n] = c[0][best];
            places[n++] = best;
        }

        return [result, places];
    }

    /// <summary>The offsets of the elements of each window, in row-major order of the outputs.</summary>
    private static IEnumerable<List<long>> Windows(OperatorCall c)
    {
        long[] x = c.In(0), y = c.Out(), kernel = c.Node.Ints("kernel_shape")!, at = new long[x.Length];
        int rank = kernel.Length;
        long[] strides = c.Spatial("strides", rank, 1), dilations = c.Spatial("dilations", rank, 1), begin = c.Begin(x, y, kernel, strides, dilations);
        foreach (long[] o in OperatorCall.Indices(y))
        {
            List<long> window = [];
            foreach (long[] k in OperatorCall.Indices(kernel))
            {
                o.CopyTo(at, 0);
                bool inside = true;
                for (int a = 0; a < rank; a++)
                {
                    at[a + 2] = (o[a + 2] * strides[a]) + (k[a] * dilations[a]) - begin[a];
                    inside &= at[a + 2] >= 0 && at[a + 2] < x[a + 2];
                }

                if (inside) window.Add(OperatorCall.Offset(at, x));
            }

            yield return window;
        }
    }

    private static double[] Global(OperatorCall c, Func<IEnumerable<double>, double> f)
    {
        int plane = (int)OperatorCall.Count(c.In(0)[2..]);
        return [.. c[0].Chunk(plane).Select(v => f(v))];
    }
}
