namespace OnnxStyle.Kernels.Reference;

/// <summary>1 - x·y / (|x| |y|), pair by pair; neighbours by sorting all.</summary>
internal sealed class ReferenceCosineDistance : CosineDistance
{
    protected override void RunFull(MatrixView x, MatrixView y, Span<float> distances)
    {
        for (int i = 0; i < x.Rows; i++) Row(x, y, i, distances.Slice(i * y.Rows, y.Rows));
    }

    protected override void RunTiles(MatrixView x, MatrixView y, DistanceTile receive)
    {
        float[] row = new float[y.Rows];
        for (int i = 0; i < x.Rows; i++)
        {
            Row(x, y, i, row);
            receive(i, 0, new MatrixView(row, 1, y.Rows));
        }
    }

    protected override void RunTopK(MatrixView x, MatrixView y, int count, Span<float> distances, Span<int> indices)
    {
        float[] row = new float[y.Rows];
        for (int i = 0; i < x.Rows; i++)
        {
            Row(x, y, i, row);
            int[] nearest = Enumerable.Range(0, y.Rows).OrderBy(j => row[j]).ThenBy(j => j).Take(count).ToArray();
            for (int r = 0; r < count; r++)
            {
                distances[(i * count) + r] = row[nearest[r]];
                indices[(i * count) + r] = nearest[r];
            }
        }
    }

    private static void Row(MatrixView x, MatrixView y, int i, Span<float> distances)
    {
        for (int j = 0; j < y.Rows; j++)
        {
            double xy = 0, xx = 0, yy = 0;
            for (int d = 0; d < x.Columns; d++)
            {
                xy += (double)x.Row(i)[d] * y.Row(j)[d];
                xx += (double)x.Row(i)[d] * x.Row(i)[d];
                yy += (double)y.Row(j)[d] * y.Row(j)[d];
            }

            double cosine = xx == 0 || yy == 0 ? 0 : xy / Math.Sqrt(xx) / Math.Sqrt(yy);
            distances[j] = (float)Math.Clamp(1 - cosine, 0, 2);
        }
    }
}
