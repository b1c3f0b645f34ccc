namespace OnnxStyle.Reference;

/// <summary>Resize, modes nearest and linear: a weighted sum over the neighbours along every axis.</summary>
internal static class ResizeOperators
{
    public static void Register(Dictionary<string, Func<OperatorCall, double[][]>> table) => table["Resize"] = Resize;

    private static double[][] Resize(OperatorCall c)
    {
        long[] x = c.In(0), y = c.Out();
        double[] result = new double[c.OutCount()];
        double[] scales = new double[x.Length];
        for (int a = 0; a < x.Length; a++) scales[a] = c.Has(2) && c[2].Length > 0 ? c[2][a] : (double)y[a] / x[a];
        long n = 0;
        foreach (long[] index in OperatorCall.Indices(y))
        {
            List<(long Offset, double Weight)> terms = [(0, 1)];
            for (int a = 0; a < x.Length; a++)
            {
                List<(long Offset, double Weight)> next = [];
                foreach ((long place, double weight) in Neighbours(c, index[a], x[a], y[a], scales[a]))
                    next.AddRange(terms.Select(t => ((t.Offset * x[a]) + place, t.Weight * weight)));
                terms = next;
            }

            result[n++] = terms.Sum(t => c[0][t.Offset] * t.Weight);
        }

        return [result];
    }

    private static List<(long Place, double Weight)> Neighbours(OperatorCall c, long o, long input, long output, double scale)
    {
        if (input == output && scale == 1) return [(o, 1)];
        double position = c.Node.String("coordinate_transformation_mode", "half_pixel") switch
        {
            "half_pixel" => ((o + 0.5) / scale) - 0.5,
            "pytorch_half_pixel" => output > 1 ? ((o + 0.5) / scale) - 0.5 : 0,
            "asymmetric" => o / scale,
            "align_corners" => output > 1 ? (double)o * (input - 1) / (output - 1) : 0,
            string other => throw new NotSupportedException(other),
        };
        position = (float)position;
        if (c.Node.String("mode", "nearest") == "nearest")
        {
            double nearest = c.Node.String("nearest_mode", "round_prefer_floor") switch
            {
                "floor" => Math.Floor(position),
                "ceil" => Math.Ceiling(position),
                "round_prefer_floor" => Math.Ceiling(position - 0.5),
                "round_prefer_ceil" => Math.Floor(position + 0.5),
                string other => throw new NotSupportedException(other),
            };
            return [((long)Math.Clamp(nearest, 0, input - 1), 1)];
        }

        position = Math.Clamp(position, 0, input - 1);
        long low = (long)position;
        double above = position - low;
        return low + 1 < input ? [(low, 1 - above), (low + 1, above)] : [(low, 1)];
    }
}
