using OnnxStyle.Tensors;

namespace OnnxStyle.Reference;

/// <summary>Operators that move elements: each says for an output index where the element comes from.</summary>
internal static class LayoutOperators
{
    public static void Register(Dictionary<string, Func<OperatorCall, double[][]>> table)
    {
        foreach (string op in new[] { "Reshape", "Flatten", "Squeeze", "Unsqueeze" }) table[op] = c => [[.. c[0]]];
        table["Expand"] = c => [Move(c, i => OperatorCall.BroadcastOffset(i, c.In(0)))];
        table["Transpose"] = Transpose;
        table["Concat"] = Concat;
        table["Split"] = Split;
        table["Slice"] = Slice;
        table["Tile"] = c => [Move(c, i => OperatorCall.Offset([.. i.Select((v, a) => v % c.In(0)[a])], c.In(0)))];
        table["Pad"] = Pad;
        table["DepthToSpace"] = DepthToSpace;
        table["SpaceToDepth"] = SpaceToDepth;
        table["Trilu"] = Trilu;
        table["Shape"] = c => [[.. c.In(0).Select(d => (double)d)]];
        table["ConstantOfShape"] = c => [[.. Enumerable.Repeat(c.Node.Tensor("value") is { } v ? ReferenceEvaluator.Doubles(v)[0] : 0.0, (int)c.OutCount())]];
        table["Constant"] = c => [ReferenceEvaluator.Doubles(c.Node.Tensor("value")!)];
    }

    /// <summary>Fills the output from input 0; a source below zero means the given value.</summary>
    private static double[] Move(OperatorCall c, Func<long[], long> source, double outside = 0)
    {
        double[] result = new double[c.OutCount()];
        long n = 0;
        foreach (long[] index in OperatorCall.Indices(c.Out()))
        {
            long from = source(index);
            result[n++] = from < 0 ? outside : c[0][from];
        }

        return result;
    }

    private static double[][] Transpose(OperatorCall c)
    {
        long[] dims = c.In(0), from = new long[dims.Length];
        long[] perm = c.Node.Ints("perm") ?? [.. Enumerable.Range(0, dims.Length).Select(a => (long)(dims.Length - 1 - a))];
        return [Move(c, i =>
        {
            for (int a = 0; a < perm.Length; a++) from[perm[a]] = i[a];
            return OperatorCall.Offset(from, dims);
        })];
    }

    private static double[][] Concat(OperatorCall c)
    {
        int axis = c.Axis(0);
        double[] result = new double[c.OutCount()];
        long n = 0;
        foreach (long[] index in OperatorCall.Indices(c.Out()))
        {
            long[] from = [.. index];
            int piece = 0;
            while (from[axis] >= c.In(piece)[axis]) from[axis] -= c.In(piece++)[axis];
            result[n++] = c[piece][OperatorCall.Offset(from, c.In(piece))];
        }

        return [result];
    }

    private static double[][] Split(OperatorCall c)
    {
        int axis = c.Axis(0);
        long start = 0;
        List<double[]> results = [];
        for (int o = 0; o < c.Node.Outputs.Count; o++)
        {
            double[] piece = new double[c.OutCount(o)];
            long n = 0;
            foreach (long[] index in OperatorCall.Indices(c.Out(o)))
            {
                long[] from = [.. index];
                from[axis] += start;
                piece[n++] = c[0][OperatorCall.Offset(from, c.In(0))];
            }

            start += c.Out(o)[axis];
            results.Add(piece);
        }

        return [.. results];
    }

    private static double[][] Slice(OperatorCall c)
    {
        long[] dims = c.In(0), starts = c.Longs(1)!;
        long[] axes = c.Longs(3) ?? [.. Enumerable.Range(0, starts.Length).Select(a => (long)a)];
        long[] first = new long[dims.Length], step = new long[dims.Length], from = new long[dims.Length];
        Array.Fill(step, 1);
        for (int i = 0; i < axes.Length; i++)
        {
            int axis = new Shape(dims).Axis(axes[i]);
            step[axis] = c.Longs(4)?[i] ?? 1;
            long start = starts[i] < 0 ? starts[i] + dims[axis] : starts[i];
            first[axis] = Math.Clamp(start, 0, step[axis] > 0 ? dims[axis] : dims[axis] - 1);
        }

        return [Move(c, i =>
        {
            for (int a = 0; a < from.Length; a++) from[a] = first[a] + (i[a] * step[a]);
            return OperatorCall.Offset(from, dims);
        })];
    }

    private static double[][] Pad(OperatorCall c)
    {
        long[] dims = c.In(0), pads = c.Longs(1)!, from = new long[dims.Length];
        string mode = c.Node.String("mode", "constant");
        return [Move(
            c,
            i =>
            {
                for (int a = 0; a < from.Length; a++)
                {
                    long p = i[a] - pads[a], last = dims[a] - 1;
                    if (p < 0 || p > last)
                    {
                        if (mode == "constant") return -1;
                        p = mode == "edge" ? Math.Clamp(p, 0, last) : p < 0 ? -p : (2 * last) - p;
                    }

                    from[a] = p;
                }

                return OperatorCall.Offset(from, dims);
            },
            c.Has(2) ? c[2][0] : 0)];
    }

    private static double[][] DepthToSpace(OperatorCall c)
    {
        long b = c.Node.Int("blocksize", 1), depth = c.Out()[1];
        bool columnFirst = c.Node.String("mode", "DCR") == "CRD";
        return [Move(c, i =>
        {
            long inner = ((i[2] % b) * b) + (i[3] % b);
            long channel = columnFirst ? (i[1] * b * b) + inner : (inner * depth) + i[1];
            return OperatorCall.Offset([i[0], channel, i[2] / b, i[3] / b], c.In(0));
        })];
    }

    private static double[][] SpaceToDepth(OperatorCall c)
    {
        long b = c.Node.Int("blocksize", 1), channels = c.In(0)[1];
        return [Move(c, i =>
        {
            long inner = i[1] / channels;
            return OperatorCall.Offset([i[0], i[1] % channels, (i[2] * b) + (inner / b), (i[3] * b) + (inner % b)], c.In(0));
        })];
    }

    private static double[][] Trilu(OperatorCall c)
    {
        bool upper = c.Node.Int("upper", 1) != 0;
        long k = c.Longs(1)?[0] ?? 0;
        return [Move(c, i => (upper ? i[^1] - i[^2] >= k : i[^1] - i[^2] <= k) ? OperatorCall.Offset(i, c.In(0)) : -1)];
    }
}
