using OnnxStyle.Tensors;

namespace OnnxStyle.Reference;

/// <summary>Operators that pick or put elements by index, and running sums.</summary>
internal static class IndexOperators
{
    public static void Register(Dictionary<string, Func<OperatorCall, double[][]>> table)
    {
        table["Gather"] = Gather;
        table["GatherElements"] = GatherElements;
        table["ScatterElements"] = ScatterElements;
        table["GatherND"] = GatherND;
        table["ScatterND"] = ScatterND;
        table["TopK"] = TopK;
        table["ArgMax"] = c => Arg(c, (a, b) => a > b);
        table["ArgMin"] = c => Arg(c, (a, b) => a < b);
        table["CumSum"] = CumSum;
    }

    private static double[][] Gather(OperatorCall c)
    {
        long[] x = c.In(0), picks = c.In(1);
        int axis = c.Axis(0);
        double[] result = new double[c.OutCount()];
        long n = 0;
        foreach (long[] index in OperatorCall.Indices(c.Out()))
        {
            long pick = (long)c[1][OperatorCall.Offset(index[axis..(axis + picks.Length)], picks)];
            result[n++] = c[0][OperatorCall.Offset([.. index[..axis], pick < 0 ? pick + x[axis] : pick, .. index[(axis + picks.Length)..]], x)];
        }

        return [result];
    }

    private static double[][] GatherElements(OperatorCall c)
    {
        long[] x = c.In(0);
        int axis = c.Axis(0);
        double[] result = new double[c.OutCount()];
        long n = 0;
        foreach (long[] index in OperatorCall.Indices(c.In(1)))
        {
            result[n] = c[0][Place(c, index, axis, x, n)];
            n++;
        }

        return [result];
    }

    private static double[][] ScatterElements(OperatorCall c)
    {
        int axis = c.Axis(0);
        bool add = c.Node.String("reduction", "none") == "add";
        double[] result = [.. c[0]];
        long n = 0;
        foreach (long[] index in OperatorCall.Indices(c.In(1)))
        {
            long place = Place(c, index, axis, c.In(0), n);
            result[place] = c[2][n++] + (add ? result[place] : 0);
        }

        return [result];
    }

    private static long Place(OperatorCall c, long[] index, int axis, long[] dims, long n)
    {
        long[] place = [.. index];
        place[axis] = (long)c[1][n];
        if (place[axis] < 0) place[axis] += dims[axis];
        return OperatorCall.Offset(place, dims);
    }

    private static double[][] GatherND(OperatorCall c)
    {
        long slice = Vectors(c, out int depth);
        double[] result = new double[c.OutCount()];
        for (int v = 0; v < result.Length / slice; v++) Array.Copy(c[0], Start(c, v, depth) * slice, result, v * slice, slice);
        return [result];
    }

    private static double[][] ScatterND(OperatorCall c)
    {
        long slice = Vectors(c, out int depth);
        bool add = c.Node.String("reduction", "none") == "add";
        double[] result = [.. c[0]];
        for (int v = 0; v < c[2].Length / slice; v++)
        {
            for (int i = 0; i < slice; i++)
            {
                ref double element = ref result[(Start(c, v, depth) * slice) + i];
                element = c[2][(v * slice) + i] + (add ? element : 0);
            }
        }

        return [result];
    }

    private static long Vectors(OperatorCall c, out int depth)
    {
        depth = (int)c.In(1)[^1];
        return OperatorCall.Count(c.In(0)[depth..]);
    }

    private static long Start(OperatorCall c, int vector, int depth)
    {
        long[] x = c.In(0), index = [.. c.Longs(1)!.Skip(vector * depth).Take(depth)];
        for (int i = 0; i < depth; i++) index[i] += index[i] < 0 ? x[i] : 0;
        return OperatorCall.Offset(index, x[..depth]);
    }

    private static double[][] TopK(OperatorCall c)
    {
        long[] x = c.In(0), y = c.Out();
        int axis = c.Axis(-1);
        bool largest = c.Node.Int("largest", 1) != 0;
        double[] values = new double[c.OutCount()], places = new double[c.OutCount()];
        long step = OperatorCall.Strides(x)[axis], k = y[axis];
        for (long line = 0; line < OperatorCall.Count(x) / x[axis]; line++)
        {
            long start = (line / step * step * x[axis]) + (line % step), target = (line / step * step * k) + (line % step);
            long[] order = [.. Enumerable.Range(0, (int)x[axis]).Select(i => (long)i).OrderBy(i => c[0][start + (i * step)] * (largest ? -1 : 1))];
            for (int i = 0; i < k; i++)
            {
                values[target + (i * step)] = c[0][start + (order[i] * step)];
                places[target + (i * step)] = order[i];
            }
        }

        return [values, places];
    }

    private static double[][] Arg(OperatorCall c, Func<double, double, bool> better)
    {
        long[] x = c.In(0);
        int axis = c.Axis(0);
        long step = OperatorCall.Strides(x)[axis];
        double[] result = new double[c.OutCount()];
        for (long line = 0; line < result.Length; line++)
        {
            long start = (line / step * step * x[axis]) + (line % step);
            for (int i = 1; i < x[axis]; i++)
            {
                if (better(c[0][start + (i * step)], c[0][start + ((long)result[line] * step)])) result[line] = i;
            }
        }

        return [result];
    }

    private static double[][] CumSum(OperatorCall c)
    {
        long[] x = c.In(0);
        int axis = new Shape(x).Axis((long)c[1][0]);
        bool exclusive = c.Node.Int("exclusive", 0) != 0, reverse = c.Node.Int("reverse", 0) != 0;
        double[] result = new double[c.OutCount()];
        long n = 0;
        foreach (long[] index in OperatorCall.Indices(x))
        {
            long[] from = [.. index];
            for (from[axis] = 0; from[axis] < x[axis]; from[axis]++)
            {
                long distance = reverse ? from[axis] - index[axis] : index[axis] - from[axis];
                if (distance > 0 || (distance == 0 && !exclusive)) result[n] += c[0][OperatorCall.Offset(from, x)];
            }

            n++;
        }

        return [result];
    }
}
