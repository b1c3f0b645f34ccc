namespace OnnxStyle.Kernels;

/// <summary>A square sparse matrix in compressed rows (CSR), columns ascending in each row.</summary>
public sealed class SparseMatrix
{
    private static readonly int[] EveryStep = [-2, -1, 0, 1, 2];

    private SparseMatrix(long[] rowStarts, int[] columns, double[] values)
    {
        RowStarts = rowStarts;
        Columns = columns;
        Values = values;
    }

    /// <summary>Rows, and columns: H * W.</summary>
    public int Size => RowStarts.Count - 1;

    /// <summary>[Size + 1]: where each row starts in <see cref="Columns"/>; the last is the number of entries.</summary>
    public IReadOnlyList<long> RowStarts { get; }

    /// <summary>The column of each entry.</summary>
    public IReadOnlyList<int> Columns { get; }

    /// <summary>The value of each entry.</summary>
    public IReadOnlyList<double> Values { get; }

    /// <summary>Writes the matting Laplacian of a guide out as a sparse matrix, for other people's solvers: at most 25 entries a row, zeros left out.</summary>
    /// <param name="guide">The picture [3, H, W], colours in [0, 1].</param>
    /// <param name="height">H.</param>
    /// <param name="width">W.</param>
    /// <param name="epsilon">The regulariser; positive.</param>
    /// <exception cref="OnnxStyle.Tensors.ShapeException">The shapes do not fit, or epsilon is not positive.</exception>
    public static SparseMatrix OfMattingLaplacian(ReadOnlySpan<float> guide, int height, int width, double epsilon = MattingLaplacian.DefaultEpsilon)
    {
        double[] couplings = MattingCouplings.Compute(guide, height, width, epsilon);
        int plane = height * width;
        long[] starts = new long[plane + 1];
        List<int> columns = [];
        List<double> values = [];
        for (int i = 0; i < plane; i++)
        {
            int y = i / width, x = i % width, diagonal = -1;
            double sum = 0;
            foreach (int down in EveryStep)
            {
                foreach (int right in EveryStep)
                {
                    if (y + down < 0 || y + down >= height || x + right < 0 || x + right >= width) continue;
                    int j = i + (down * width) + right;
                    double coupling = i == j ? 0 : couplings[(MattingCouplings.Index(i < j ? down : -down, i < j ? right : -right) * plane) + Math.Min(i, j)];
                    if (i == j) diagonal = columns.Count;
                    if (i != j && coupling == 0) continue;
                    sum += coupling;
                    columns.Add(j);
                    values.Add(-coupling);
                }
            }

            values[diagonal] = sum;
            starts[i + 1] = columns.Count;
        }

        return new SparseMatrix(starts, [.. columns], [.. values]);
    }
}
