namespace OnnxStyle.Imaging.Tests;

/// <summary>The filters of photographs as their papers say them: plain loops in double over every window, normal equations by elimination.</summary>
internal static class SlowFilters
{
    /// <summary>Fits of 3x3 pixels with the constant unpenalised, averaged bilaterally, applied to the content: [3, H, W].</summary>
    public static double[] LocalAffine(Image stylised, Image content, int radius, double edge, double ridge)
    {
        int width = content.Width, height = content.Height, plane = width * height;
        double[][] models = [.. Enumerable.Range(0, plane).Select(at => NormalEquations(stylised, content, Square(at, 1, width, height), ridge))];
        double[] result = new double[3 * plane];
        double sigma = Math.Max(radius, 1) / 3.0;
        for (int at = 0; at < plane; at++)
        {
            double[] sum = new double[12];
            double mass = 0;
            foreach (int other in Square(at, radius, width, height))
            {
                double colour = Enumerable.Range(0, 3).Average(c => Math.Pow(content.Planar[other + (c * plane)] - (double)content.Planar[at + (c * plane)], 2));
                double dx = (other % width) - (at % width), dy = (other / width) - (at / width);
                double weight = Math.Exp(-((dx * dx) + (dy * dy)) / (2 * sigma * sigma)) * Math.Exp(-colour / (2 * edge * edge));
                for (int k = 0; k < 12; k++) sum[k] += weight * models[other][k];
                mass += weight;
            }

            Apply([.. sum.Select(value => value / mass)], content, at, result);
        }

        return result;
    }

    /// <summary>He et al.: the mean of the models of all windows over a pixel, [3, H, W].</summary>
    public static double[] Guided(Image picture, Image guide, int radius, double epsilon)
    {
        int width = guide.Width, height = guide.Height, plane = width * height;
        double[][] models = [.. Enumerable.Range(0, plane).Select(at =>
        {
            int[] window = Square(at, radius, width, height);
            return NormalEquations(picture, guide, window, epsilon * window.Length);
        })];
        double[] result = new double[3 * plane];
        for (int at = 0; at < plane; at++)
        {
            int[] window = Square(at, radius, width, height);
            Apply([.. Enumerable.Range(0, 12).Select(k => window.Average(other => models[other][k]))], guide, at, result);
        }

        return result;
    }

    public static double Difference(double[] expected, Image found) => expected.Zip(found.Planar, (e, f) => Math.Abs(e - f)).Max();

    private static void Apply(double[] model, Image guide, int at, double[] result)
    {
        int plane = guide.PixelCount;
        for (int c = 0; c < 3; c++)
            result[at + (c * plane)] = model[(4 * c) + 3] + Enumerable.Range(0, 3).Sum(k => model[(4 * c) + k] * guide.Planar[at + (k * plane)]);
    }

    private static int[] Square(int at, int radius, int width, int height) =>
        [.. from y in Enumerable.Range((at / width) - radius, (2 * radius) + 1)
            from x in Enumerable.Range((at % width) - radius, (2 * radius) + 1)
            where x >= 0 && y >= 0 && x < width && y < height
            select (y * width) + x];

    /// <summary>(MᵀM + ridge on the three colours) m = Mᵀp with rows [r, g, b, 1] of M: [3, 4].</summary>
    private static double[] NormalEquations(Image picture, Image guide, int[] window, double ridge)
    {
        int plane = guide.PixelCount;
        double[,] system = new double[4, 7];
        foreach (int at in window)
        {
            double[] line = [guide.Planar[at], guide.Planar[at + plane], guide.Planar[at + (2 * plane)], 1, picture.Planar[at], picture.Planar[at + plane], picture.Planar[at + (2 * plane)]];
            for (int i = 0; i < 4; i++)
                for (int j = 0; j < 7; j++) system[i, j] += line[i] * line[j];
        }

        for (int i = 0; i < 3; i++) system[i, i] += ridge;
        for (int pivot = 0; pivot < 4; pivot++)
            for (int i = 0; i < 4; i++)
            {
                if (i == pivot) continue;
                double factor = system[i, pivot] / system[pivot, pivot];
                for (int j = 0; j < 7; j++) system[i, j] -= factor * system[pivot, j];
            }

        return [.. from c in Enumerable.Range(0, 3) from i in Enumerable.Range(0, 4) select system[i, 4 + c] / system[i, i]];
    }
}
