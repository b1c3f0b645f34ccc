namespace OnnxStyle.Kernels.Checks;

/// <summary>The cases of <see cref="Gram"/>.</summary>
internal static class GramCases
{
    public static IEnumerable<KernelCase> All()
    {
        yield return Case("one number", 1, 1);
        yield return Case("two by three", 2, 3);
        yield return Case("primes", 7, 13);
        yield return Case("whole tiles", 64, 1024);
        yield return Case("one over a tile", 65, 1025);
        yield return Case("one under a tile", 63, 1023);
        yield return Case("one channel, the most positions", 1, Gram.MostColumns);
        yield return Case("positive, as after a ReLU", 5, 262_147, from: 0);
        yield return Case("more channels than positions", 131, 17);
        yield return Case("the most channels", Gram.MostRows, 65);
        yield return Case("rows apart", 33, 257, stride: 300);
        yield return Case("weights", 37, 1031, weights: 0);
        yield return Case("weights of both signs, rows apart", 18, 519, stride: 523, weights: -1);
        yield return Case("negative scale", 12, 40, scale: -3.5f);
        yield return Case("zeros", 9, 70, from: 0, to: 0);
    }

    private static KernelCase Case(string name, int rows, int columns, int stride = 0, float? weights = null, float scale = 0, float from = -1, float to = 1) =>
        new("gram", $"{name} [{rows}, {columns}]", set =>
        {
            float[] dense = CaseValues.Uniform(rows + columns, rows * columns, from, to);
            float[] values = stride == 0 ? dense : CaseValues.Strided(dense, rows, columns, stride);
            float[] w = weights is float least ? CaseValues.Uniform(columns, columns, least) : [];
            float s = scale == 0 ? (float)rows * columns : scale;
            float[] expected = new float[rows * rows], sizes = new float[rows * rows];
            using KernelSet reference = KernelSet.Reference();
            reference.Gram.Compute(new MatrixView(values, rows, columns, stride), w, s, expected);
            reference.Gram.Compute(new MatrixView(values, rows, columns, stride), Array.ConvertAll(w, MathF.Abs), MathF.Abs(s), sizes);

            FencedBuffer<float> first = new(rows * rows), second = new(rows * rows);
            set.Gram.Compute(new MatrixView(values, rows, columns, stride), w, s, first.Span);
            set.Gram.Compute(new MatrixView(values, rows, columns, stride), w, s, second.Span);
            return new KernelCheck(Error(first.Span, expected, sizes, rows), KernelTolerance.Gram, CaseValues.Problem(first, second) ?? Asymmetry(first.Span, rows));
        });

    private static double Error(ReadOnlySpan<float> found, float[] expected, float[] sizes, int rows)
    {
        double worst = 0;
        for (int i = 0; i < found.Length; i++)
        {
            double size = Math.Sqrt((double)sizes[(i / rows) * (rows + 1)] * sizes[(i % rows) * (rows + 1)]);
            double error = Math.Abs((double)found[i] - expected[i]);
            worst = Math.Max(worst, size > 0 ? error / size : error);
        }

        return worst;
    }

    private static string? Asymmetry(ReadOnlySpan<float> found, int rows)
    {
        for (int i = 0; i < found.Length; i++)
        {
            if (found[i] != found[((i % rows) * rows) + (i / rows)]) return $"not symmetric at [{i / rows}, {i % rows}]";
        }

        return null;
    }
}
