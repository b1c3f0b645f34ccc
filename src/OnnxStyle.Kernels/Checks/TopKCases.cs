namespace OnnxStyle.Kernels.Checks;

/// <summary>The cases of <see cref="CosineDistance.TopK"/>.</summary>
internal static class TopKCases
{
    public static IEnumerable<KernelCase> All()
    {
        yield return Case("one number", 1, 1, 1, 1);
        yield return Case("the nearest", 13, 31, 5, 1);
        yield return Case("ten", 37, 263, 64, 10);
        yield return Case("all", 9, 29, 7, 29);
        yield return Case("one under all", 17, 129, 33, 128);
        yield return Case("the most", 5, 1201, 16, CosineDistance.MostNeighbours);
        yield return Case("zero rows", 33, 70, 8, 12, zeros: true);
        yield return Case("rows apart", 19, 131, 6, 7, gap: 5);
        yield return Case("ties", 40, 600, 6, 150, ties: true);
    }

    private static KernelCase Case(string name, int n, int k, int d, int count, int gap = 0, bool zeros = false, bool ties = false) =>
        new("top-k", $"{name}, {count} of [{n}, {d}] [{k}, {d}]", set =>
        {
            float[] xs = CaseValues.Strided(ties ? Axes(n, d) : CosineCases.Rows(n, n, d, zeros, false), n, d, d + gap);
            float[] ys = CaseValues.Strided(ties ? Axes(k, d) : CosineCases.Rows(n + k, k, d, zeros, false), k, d, d + gap);
            float[] all = new float[n * k], expected = new float[n * count];
            int[] order = new int[n * count];
            using KernelSet reference = KernelSet.Reference();
            reference.CosineDistance.Full(new MatrixView(xs, n, d, d + gap), new MatrixView(ys, k, d, d + gap), all);
            reference.CosineDistance.TopK(new MatrixView(xs, n, d, d + gap), new MatrixView(ys, k, d, d + gap), count, expected, order);

            FencedBuffer<float> first = new(n * count), second = new(n * count);
            FencedBuffer<int> indices = new(n * count), again = new(n * count);
            set.CosineDistance.TopK(new MatrixView(xs, n, d, d + gap), new MatrixView(ys, k, d, d + gap), count, first.Span, indices.Span);
            set.CosineDistance.TopK(new MatrixView(xs, n, d, d + gap), new MatrixView(ys, k, d, d + gap), count, second.Span, again.Span);
            string? problem = CaseValues.Problem(first, second) ?? CaseValues.Problem(indices, again) ?? Disorder(first.Span, indices.Span, k, count);
            if (problem is null && ties && !indices.Span.SequenceEqual(order)) problem = "equal distances are not in the order of their indices";
            double error = 0;
            for (int i = 0; i < expected.Length && problem is null; i++)
            {
                // Neighbours closer than a rounding may change places: the distance at each rank counts, and that it is the named pair's.
                double rank = Math.Abs((double)first.Span[i] - expected[i]), pair = Math.Abs((double)first.Span[i] - all[((i / count) * k) + indices.Span[i]]);
                error = Math.Max(error, Math.Max(rank, pair));
            }

            return new KernelCheck(error, KernelTolerance.CosineDistance, problem);
        });

    /// <summary>Rows along the axes, some backwards: every distance is exactly 0, 1 or 2 in whatever order it is summed.</summary>
    private static float[] Axes(int rows, int columns)
    {
        float[] values = new float[rows * columns];
        for (int r = 0; r < rows; r++) values[(r * columns) + (r * r % columns)] = r % 3 == 0 ? -1 : 1;
        return values;
    }

    private static string? Disorder(ReadOnlySpan<float> distances, ReadOnlySpan<int> indices, int k, int count)
    {
        for (int i = 0; i < distances.Length; i++)
        {
            if (indices[i] < 0 || indices[i] >= k) return $"index {indices[i]} is not one of {k}";
            if (i % count == 0) continue;
            if (!(distances[i - 1] <= distances[i])) return "distances do not ascend";
            if (distances[i - 1] == distances[i] && indices[i - 1] >= indices[i]) return "equal distances are not in the order of their indices";
            if (indices.Slice(i - (i % count), i % count).Contains(indices[i])) return $"index {indices[i]} comes twice";
        }

        return null;
    }
}
