using MathNet.Numerics.LinearAlgebra;

namespace OnnxStyle.Training;

/// <summary>Chooses the channels that tell most about all of a layer.</summary>
internal static class ChannelChoice
{
    /// <summary>
    /// The columns from which linear maps recover all columns best, chosen one after the other: each time the one that explains most of what the
    /// others still hold. In ascending order.
    /// </summary>
    /// <param name="products">X^T X, the products of the channels over samples.</param>
    /// <param name="count">How many to keep.</param>
    public static int[] Of(Matrix<double> products, int count)
    {
        int n = products.RowCount;
        if (count >= n) return [.. Enumerable.Range(0, n)];
        Matrix<double> rest = products.Clone();
        double floor = 1e-9 * Math.Max(products.Diagonal().Maximum(), double.Epsilon);
        SortedSet<int> chosen = [];
        for (int step = 0; step < count; step++)
        {
            int best = -1;
            double most = double.NegativeInfinity;
            for (int j = 0; j < n; j++)
            {
                if (chosen.Contains(j)) continue;
                double explained = 0;
                for (int i = 0; i < n; i++) explained += rest.At(i, j) * rest.At(i, j);
                explained /= Math.Max(rest.At(j, j), floor);
                if (explained > most) (best, most) = (j, explained);
            }

            chosen.Add(best);
            double[] column = rest.Column(best).ToArray();
            double pivot = Math.Max(rest.At(best, best), floor);
            for (int j = 0; j < n; j++)
                for (int i = 0; i < n; i++) rest.At(i, j, rest.At(i, j) - (column[i] * column[j] / pivot));
        }

        return [.. chosen];
    }
}
