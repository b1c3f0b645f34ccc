namespace OnnxStyle.Reference;

/// <summary>Normalisations: statistics over a group of elements, then a scale and an offset.</summary>
internal static class NormalizationOperators
{
    public static void Register(Dictionary<string, Func<OperatorCall, double[][]>> table)
    {
        table["InstanceNormalization"] = c => Normalise(c, c.In(0)[..2], 2).Take(1).ToArray();
        table["BatchNormalization"] = BatchNormalization;
        table["LayerNormalization"] = LayerNormalization;
    }

    private static double[][] BatchNormalization(OperatorCall c)
    {
        long[] x = c.In(0);
        if (c.Node.Int("training_mode", 0) != 0)
        {
            double[][] results = Normalise(c, [1, x[1]], 2);
            double keep = c.Node.Float("momentum", 0.9f);
            return [results[0], Mix(c[3], results[1], keep), Mix(c[4], results[2], keep)];
        }

        double epsilon = c.Node.Float("epsilon", 1e-5f);
        long plane = OperatorCall.Count(x[2..]);
        double[] y = new double[c[0].Length];
        for (int i = 0; i < y.Length; i++)
        {
            long ch = i / plane % x[1];
            y[i] = ((c[0][i] - c[3][ch]) / Math.Sqrt(c[4][ch] + epsilon) * c[1][ch]) + c[2][ch];
        }

        return [y];
    }

    private static double[] Mix(double[] running, double[] batch, double keep) => [.. running.Select((v, i) => (v * keep) + (batch[i] * (1 - keep)))];

    /// <summary>Statistics per entry of <paramref name="groups"/> (broadcast against x from the front), scale and offset per channel.</summary>
    private static double[][] Normalise(OperatorCall c, long[] groups, int lead)
    {
        long[] x = c.In(0), kept = [.. groups, .. Enumerable.Repeat(1L, x.Length - lead)];
        (double[] mean, double[] variance) = Statistics(c[0], x, kept);
        double epsilon = c.Node.Float("epsilon", 1e-5f);
        double[] y = new double[c[0].Length];
        long n = 0;
        foreach (long[] index in OperatorCall.Indices(x))
        {
            long group = OperatorCall.BroadcastOffset(index, kept);
            y[n] = ((c[0][n] - mean[group]) / Math.Sqrt(variance[group] + epsilon) * c[1][index[1]]) + c[2][index[1]];
            n++;
        }

        return [y, mean, variance];
    }

    private static double[][] LayerNormalization(OperatorCall c)
    {
        long[] x = c.In(0), kept = [.. x];
        for (int a = c.Axis(-1); a < x.Length; a++) kept[a] = 1;
        (double[] mean, double[] variance) = Statistics(c[0], x, kept);
        double[] inverse = [.. variance.Select(v => 1 / Math.Sqrt(v + c.Node.Float("epsilon", 1e-5f)))];
        double[] y = new double[c[0].Length];
        long n = 0;
        foreach (long[] index in OperatorCall.Indices(x))
        {
            long group = OperatorCall.BroadcastOffset(index, kept);
            double offset = c.Has(2) ? c[2][OperatorCall.BroadcastOffset(index, c.In(2))] : 0;
            y[n] = ((c[0][n] - mean[group]) * inverse[group] * c[1][OperatorCall.BroadcastOffset(index, c.In(1))]) + offset;
            n++;
        }

        return [y, mean, inverse];
    }

    private static (double[] Mean, double[] Variance) Statistics(double[] data, long[] x, long[] kept)
    {
        double[] mean = new double[OperatorCall.Count(kept)], variance = new double[mean.Length];
        double count = (double)data.Length / mean.Length;
        long n = 0;
        foreach (long[] index in OperatorCall.Indices(x)) mean[OperatorCall.BroadcastOffset(index, kept)] += data[n++] / count;
        n = 0;
        foreach (long[] index in OperatorCall.Indices(x))
        {
            long group = OperatorCall.BroadcastOffset(index, kept);
            double d = data[n++] - mean[group];
            variance[group] += d * d / count;
        }

        return (mean, variance);
    }
}
