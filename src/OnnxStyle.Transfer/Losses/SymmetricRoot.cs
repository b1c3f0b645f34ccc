namespace OnnxStyle.Transfer;

/// <summary>
/// The root of a positive semi-definite matrix through its eigenvalues: Householder reduction to a tridiagonal matrix, then implicit QL steps
/// (Golub and Van Loan, sections 8.3 and 8.3.5; the classic EISPACK pair tred2 and tql2). About 9 n^3 operations in double: a second for 512.
/// </summary>
internal static class SymmetricRoot
{
    private const int MostSweeps = 60;

    /// <summary>V diag(sqrt(max(lambda, 0))) V^T.</summary>
    public static double[,] Of(double[,] matrix)
    {
        (double[] values, double[][] vectors) = Eigen(matrix);
        int n = values.Length;
        double[,] root = new double[n, n];
        double[] row = new double[n];
        for (int i = 0; i < n; i++)
        {
            Array.Clear(row);
            for (int k = 0; k < n; k++)
            {
                double factor = vectors[k][i] * Math.Sqrt(Math.Max(values[k], 0));
                double[] vector = vectors[k];
                for (int j = 0; j <= i; j++) row[j] += factor * vector[j];
            }

            for (int j = 0; j <= i; j++) root[i, j] = root[j, i] = row[j];
        }

        return root;
    }

    /// <summary>Eigenvalues, and for each its vector: <c>vectors[k]</c> belongs to <c>values[k]</c>. Unsorted.</summary>
    public static (double[] Values, double[][] Vectors) Eigen(double[,] matrix)
    {
        int n = matrix.GetLength(0);
        double[][] q = new double[n][]; // row k of q is the transposed column k of the accumulated rotations: rows are contiguous
        double[][] a = new double[n][];
        for (int i = 0; i < n; i++)
        {
            a[i] = new double[n];
            q[i] = new double[n];
            q[i][i] = 1;
            for (int j = 0; j < n; j++) a[i][j] = 0.5 * (matrix[i, j] + matrix[j, i]);
        }

        double[] diagonal = new double[n], off = new double[n];
        Tridiagonalize(a, q, diagonal, off);
        Diagonalize(diagonal, off, q);
        return (diagonal, q);
    }

    // A becomes H A H with H = I - 2 v v^T / (v^T v) for each column, and Q^T becomes H Q^T: afterwards A = Q T Q^T, rows of q are columns of Q.
    private static void Tridiagonalize(double[][] a, double[][] q, double[] diagonal, double[] off)
    {
        int n = diagonal.Length;
        double[] v = new double[n], p = new double[n];
        List<(double[] V, double Scale)> reflections = [];
        for (int k = 0; k < n - 2; k++)
        {
            double norm = 0;
            for (int i = k + 1; i < n; i++) norm += a[i][k] * a[i][k];
            norm = Math.Sqrt(norm);
            if (norm == 0) continue;
            double alpha = a[k + 1][k] > 0 ? -norm : norm;
            Array.Clear(v);
            for (int i = k + 1; i < n; i++) v[i] = a[i][k];
            v[k + 1] -= alpha;
            double square = 0;
            for (int i = k + 1; i < n; i++) square += v[i] * v[i];
            if (square == 0) continue;
            double scale = 2 / square, dot = 0;
            for (int i = k; i < n; i++)
            {
                double sum = 0;
                double[] row = a[i];
                for (int j = k + 1; j < n; j++) sum += row[j] * v[j];
                p[i] = scale * sum;
                dot += p[i] * v[i];
            }

            for (int i = k; i < n; i++) p[i] -= 0.5 * scale * dot * v[i];
            for (int i = k; i < n; i++)
            {
                double[] row = a[i];
                double vi = v[i], pi = p[i];
                for (int j = k; j < n; j++) row[j] -= (vi * p[j]) + (pi * v[j]);
            }

            reflections.Add(((double[])v.Clone(), scale));
        }

        for (int i = 0; i < n; i++) diagonal[i] = a[i][i];
        for (int i = 0; i + 1 < n; i++) off[i] = a[i + 1][i];
        // Q = H_1 H_2 ... H_m; row r of q is column r of Q, that is H_1 (H_2 (... e_r)).
        for (int r = 0; r < n; r++)
        {
            double[] column = q[r];
            for (int m = reflections.Count - 1; m >= 0; m--)
            {
                (double[] h, double scale) = reflections[m];
                double sum = 0;
                for (int i = 0; i < n; i++) sum += h[i] * column[i];
                sum *= scale;
                for (int i = 0; i < n; i++) column[i] -= sum * h[i];
            }
        }
    }

    private static void Diagonalize(double[] d, double[] e, double[][] q)
    {
        int n = d.Length;
        for (int l = 0; l < n; l++)
        {
            for (int sweep = 0; ; sweep++)
            {
                int m = l;
                while (m < n - 1 && Math.Abs(e[m]) > double.Epsilon + (1e-16 * (Math.Abs(d[m]) + Math.Abs(d[m + 1])))) m++;
                if (m == l || sweep == MostSweeps) break;
                double g = (d[l + 1] - d[l]) / (2 * e[l]), r = Math.Sqrt((g * g) + 1);
                g = d[m] - d[l] + (e[l] / (g + Math.CopySign(r, g)));
                double s = 1, c = 1, p = 0;
                int i = m - 1;
                for (; i >= l; i--)
                {
                    double f = s * e[i], b = c * e[i];
                    r = Math.Sqrt((f * f) + (g * g));
                    e[i + 1] = r;
                    if (r == 0)
                    {
                        d[i + 1] -= p;
                        e[m] = 0;
                        break;
                    }

                    s = f / r;
                    c = g / r;
                    g = d[i + 1] - p;
                    r = ((d[i] - g) * s) + (2 * c * b);
                    p = s * r;
                    d[i + 1] = g + p;
                    g = (c * r) - b;
                    Rotate(q[i], q[i + 1], c, s);
                }

                if (r == 0 && i >= l) continue;
                d[l] -= p;
                e[l] = g;
                e[m] = 0;
            }
        }
    }

    private static void Rotate(double[] left, double[] right, double c, double s)
    {
        for (int k = 0; k < left.Length; k++)
        {
            double f = right[k];
            right[k] = (s * left[k]) + (c * f);
            left[k] = (c * left[k]) - (s * f);
        }
    }
}
