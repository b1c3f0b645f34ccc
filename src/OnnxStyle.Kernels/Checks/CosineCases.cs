namespace OnnxStyle.Kernels.Checks;

/// <summary>The cases of <see cref="CosineDistance"/>: the whole matrix, and the same by tiles.</summary>
internal static class CosineCases
{
    public static IEnumerable<KernelCase> All()
    {
        yield return Case("one number", 1, 1, 1);
        yield return Case("two, three, five", 2, 3, 5);
        yield return Case("primes", 7, 13, 11);
        yield return Case("whole tiles", 128, 256, 64);
        yield return Case("one over a tile", 129, 257, 65);
        yield return Case("one under a tile", 63, 127, 31);
        yield return Case("more columns than rows", 3, 701, 64);
        yield return Case("more rows than columns", 701, 3, 64);
        yield return Case("one long row", 1, 2, 4099);
        yield return Case("rows apart", 33, 47, 19, gap: 3);
        yield return Case("zero rows", 37, 41, 8, zeros: true);
        yield return Case("tiny and huge rows", 34, 50, 21, scales: true);
    }

    internal static float[] Rows(int seed, int rows, int columns, bool zeros, bool scales)
    {
        float[] values = CaseValues.Uniform(seed, rows * columns);
        for (int r = 0; r < rows; r++)
        {
            float scale = scales ? (r % 3) switch { 0 => 1e-30f, 1 => 1e30f, _ => 1 } : zeros && r % 4 == 0 ? 0 : 1;
            foreach (ref float value in values.AsSpan(r * columns, columns)) value *= scale;
        }

        return values;
    }

    private static KernelCase Case(string name, int n, int k, int d, int gap = 0, bool zeros = false, bool scales = false) =>
        new("cosine", $"{name} [{n}, {d}] [{k}, {d}]", set =>
        {
            float[] xs = CaseValues.Strided(Rows(n, n, d, zeros, scales), n, d, d + gap), ys = CaseValues.Strided(Rows(n + k, k, d, zeros, scales), k, d, d + (2 * gap));
            float[] expected = new float[n * k];
            using KernelSet reference = KernelSet.Reference();
            reference.CosineDistance.Full(new MatrixView(xs, n, d, d + gap), new MatrixView(ys, k, d, d + (2 * gap)), expected);

            FencedBuffer<float> first = new(n * k), second = new(n * k), tiled = new(n * k);
            set.CosineDistance.Full(new MatrixView(xs, n, d, d + gap), new MatrixView(ys, k, d, d + (2 * gap)), first.Span);
            set.CosineDistance.Full(new MatrixView(xs, n, d, d + gap), new MatrixView(ys, k, d, d + (2 * gap)), second.Span);
            Mosaic mosaic = new(n, k, tiled);
            set.CosineDistance.Tiles(new MatrixView(xs, n, d, d + gap), new MatrixView(ys, k, d, d + (2 * gap)), mosaic.Receive);
            double error = 0;
            for (int i = 0; i < expected.Length; i++)
            {
                error = Math.Max(error, Math.Max(Math.Abs((double)first.Span[i] - expected[i]), Math.Abs((double)tiled.Span[i] - expected[i])));
                if (first.Span[i] is < 0 or > 2) return new KernelCheck(error, KernelTolerance.CosineDistance, "a distance outside of [0, 2]");
            }

            return new KernelCheck(error, KernelTolerance.CosineDistance, CaseValues.Problem(first, second) ?? mosaic.Problem);
        });

    /// <summary>Puts tiles together and watches that they come in order and once.</summary>
    private sealed class Mosaic(int rows, int columns, FencedBuffer<float> whole)
    {
        private long filled;
        private int nextRow;
        private int nextColumn;
        private int bandHeight;

        public string? Problem => wrong ?? (filled == (long)rows * columns ? null : "the tiles do not cover the matrix");

        private string? wrong;

        public void Receive(int firstRow, int firstColumn, MatrixView tile)
        {
            if (firstRow != nextRow || firstColumn != nextColumn || (firstColumn > 0 && tile.Rows != bandHeight)
                || firstRow + tile.Rows > rows || firstColumn + tile.Columns > columns)
            {
                wrong ??= $"a tile [{tile.Rows}, {tile.Columns}] out of place at [{firstRow}, {firstColumn}]";
                return;
            }

            for (int r = 0; r < tile.Rows; r++) tile.Row(r).CopyTo(whole.Span[(((firstRow + r) * columns) + firstColumn)..]);
            filled += (long)tile.Rows * tile.Columns;
            bandHeight = tile.Rows;
            nextColumn = firstColumn + tile.Columns;
            if (nextColumn == columns) (nextRow, nextColumn) = (firstRow + tile.Rows, 0);
        }
    }
}
