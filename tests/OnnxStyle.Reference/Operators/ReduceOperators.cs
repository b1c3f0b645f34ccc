namespace OnnxStyle.Reference;

/// <summary>Reductions over axes, and the two soft maxima.</summary>
internal static class ReduceOperators
{
    public static void Register(Dictionary<string, Func<OperatorCall, double[][]>> table)
    {
        void Add(string op, Func<List<double>, double> f) => table[op] = c => [Reduce(c, f)];
        Add("ReduceSum", v => v.Sum());
        Add("ReduceMean", v => v.Average());
        Add("ReduceMax", v => v.Max());
        Add("ReduceMin", v => v.Min());
        Add("ReduceProd", v => v.Aggregate((a, b) => a * b));
        Add("ReduceL1", v => v.Sum(Math.Abs));
        Add("ReduceL2", v => Math.Sqrt(v.Sum(e => e * e)));
        Add("ReduceSumSquare", v => v.Sum(e => e * e));
        Add("ReduceLogSum", v => Math.Log(v.Sum()));
        Add("ReduceLogSumExp", v => Math.Log(v.Sum(Math.Exp)));
        table["Softmax"] = c => [Soft(c, (v, sum) => Math.Exp(v) / sum)];
        table["LogSoftmax"] = c => [Soft(c, (v, sum) => v - Math.Log(sum))];
    }

    private static double[] Reduce(OperatorCall c, Func<List<double>, double> f)
    {
        long[] x = c.In(0), kept = [.. x];
        long[] axes = c.Node.Ints("axes") ?? c.Longs(1) ?? [];
        if (axes.Length == 0 && c.Node.Int("noop_with_empty_axes", 0) != 0) return [.. c[0]];
        if (axes.Length == 0) axes = [.. Enumerable.Range(0, x.Length).Select(a => (long)a)];
        foreach (long axis in axes) kept[axis < 0 ? axis + x.Length : axis] = 1;
        List<double>[] groups = [.. Enumerable.Range(0, (int)OperatorCall.Count(kept)).Select(_ => new List<double>())];
        long n = 0;
        foreach (long[] index in OperatorCall.Indices(x)) groups[OperatorCall.BroadcastOffset(index, kept)].Add(c[0][n++]);
        return [.. groups.Select(f)];
    }

    private static double[] Soft(OperatorCall c, Func<double, double, double> f)
    {
        long[] x = c.In(0), kept = [.. x];
        kept[c.Axis(-1)] = 1;
        double[] sums = new double[OperatorCall.Count(kept)], result = new double[c.OutCount()];
        long n = 0;
        foreach (long[] index in OperatorCall.Indices(x)) sums[OperatorCall.BroadcastOffset(index, kept)] += Math.Exp(c[0][n++]);
        n = 0;
        foreach (long[] index in OperatorCall.Indices(x))
        {
            result[n] = f(c[0][n], sums[OperatorCall.BroadcastOffset(index, kept)]);
            n++;
        }

        return result;
    }
}
