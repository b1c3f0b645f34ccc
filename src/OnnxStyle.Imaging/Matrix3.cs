namespace OnnxStyle.Imaging;

/// <summary>The few facts about 3 x 3 matrices that colour maps need, in double. Row-major arrays of 9.</summary>
internal static class Matrix3
{
    public static double[] Multiply(double[] a, double[] b)
    {
        double[] result = new double[9];
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++) result[(3 * i) + j] = (a[3 * i] * b[j]) + (a[(3 * i) + 1] * b[3 + j]) + (a[(3 * i) + 2] * b[6 + j]);
        }

        return result;
    }

    /// <summary>The lower Cholesky factor of a symmetric positive definite matrix.</summary>
    public static double[] Cholesky(double[] a)
    {
        double[] l = new double[9];
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = a[(3 * i) + j];
                for (int k = 0; k < j; k++) sum -= l[(3 * i) + k] * l[(3 * j) + k];
                l[(3 * i) + j] = i == j ? Math.Sqrt(sum) : sum / l[4 * j];
            }
        }

        return l;
    }

    /// <summary>The inverse of a lower triangular matrix.</summary>
    public static double[] InvertLower(double[] l)
    {
        double[] result = new double[9];
        for (int j = 0; j < 3; j++)
        {
            result[4 * j] = 1 / l[4 * j];
            for (int i = j + 1; i < 3; i++)
            {
                double sum = 0;
                for (int k = j; k < i; k++) sum += l[(3 * i) + k] * result[(3 * k) + j];
                result[(3 * i) + j] = -sum / l[4 * i];
            }
        }

        return result;
    }

    /// <summary>A power of a symmetric matrix through its eigenvalues, which are clipped at a floor first.</summary>
    /// <param name="a">Symmetric.</param>
    /// <param name="exponent">1/2 or -1/2.</param>
    /// <param name="floor">The smallest eigenvalue that counts.</param>
    public static double[] Power(double[] a, double exponent, double floor)
    {
        (double[] values, double[] vectors) = Eigen(a);
        double[] result = new double[9];
        for (int k = 0; k < 3; k++)
        {
            double power = Math.Pow(Math.Max(values[k], floor), exponent);
            for (int i = 0; i < 3; i++)
            {
                for (int j = 0; j < 3; j++) result[(3 * i) + j] += power * vectors[(3 * i) + k] * vectors[(3 * j) + k];
            }
        }

        return result;
    }

    // Jacobi's rotations: three angles a sweep, until nothing is left beside the diagonal.
    private static (double[] Values, double[] Vectors) Eigen(double[] symmetric)
    {
        const int Sweeps = 50;
        double[] a = (double[])symmetric.Clone(), v = [1, 0, 0, 0, 1, 0, 0, 0, 1];
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            double beside = Math.Abs(a[1]) + Math.Abs(a[2]) + Math.Abs(a[5]), diagonal = Math.Abs(a[0]) + Math.Abs(a[4]) + Math.Abs(a[8]);
            if (beside <= 1e-17 * diagonal) break;
            Rotate(a, v, 0, 1);
            Rotate(a, v, 0, 2);
            Rotate(a, v, 1, 2);
        }

        return ([a[0], a[4], a[8]], v);
    }

    private static void Rotate(double[] a, double[] v, int p, int q)
    {
        double apq = a[(3 * p) + q];
        if (apq == 0) return;
        double theta = (a[4 * q] - a[4 * p]) / (2 * apq);
        double t = (theta >= 0 ? 1 : -1) / (Math.Abs(theta) + Math.Sqrt((theta * theta) + 1));
        double c = 1 / Math.Sqrt((t * t) + 1), s = t * c;
        for (int k = 0; k < 3; k++)
        {
            (double kp, double kq) = (a[(3 * k) + p], a[(3 * k) + q]);
            a[(3 * k) + p] = (c * kp) - (s * kq);
            a[(3 * k) + q] = (s * kp) + (c * kq);
        }

        for (int k = 0; k < 3; k++)
        {
            (double pk, double qk) = (a[(3 * p) + k], a[(3 * q) + k]);
            a[(3 * p) + k] = (c * pk) - (s * qk);
            a[(3 * q) + k] = (s * pk) + (c * qk);
            (double vp, double vq) = (v[(3 * k) + p], v[(3 * k) + q]);
            v[(3 * k) + p] = (c * vp) - (s * vq);
            v[(3 * k) + q] = (s * vp) + (c * vq);
        }
    }
}
