namespace OnnxStyle.Optimization.Tests;

/// <summary>Every loop against plain loops, at lengths around the width of a vector.</summary>
public sealed class VectorMathTests
{
    public static TheoryData<int> Lengths => [1, 3, 4, 7, 8, 9, 15, 16, 17, 31, 33, 1000];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Sums_agree_with_plain_loops(int length)
    {
        float[] a = Draw(length, 1), b = Draw(length, 2), mask = Draw(length, 3).Select(v => v > 0 ? 1f : 0).ToArray();
        double dot = 0, free = 0, freeA = 0, freeB = 0, sum = 0;
        for (int i = 0; i < length; i++)
        {
            dot += (double)a[i] * b[i];
            free += (double)a[i] * b[i] * mask[i];
            freeA += (double)a[i] * a[i] * mask[i];
            freeB += (double)b[i] * b[i] * mask[i];
            sum += Math.Abs(a[i]);
        }

        Assert.Equal(dot, VectorMath.Dot(a, b), 1e-12);
        (double both, double squareOfA, double squareOfB) = VectorMath.Products(a, b, mask);
        Assert.Equal(free, both, 1e-12);
        Assert.Equal(freeA, squareOfA, 1e-12);
        Assert.Equal(freeB, squareOfB, 1e-12);
        Assert.Equal(sum, VectorMath.SumMagnitudes(a), 1e-12);
    }

    /// <summary>A direction of L-BFGS against the two loops over the vectors themselves, in double.</summary>
    [Theory]
    [InlineData(5, 1)]
    [InlineData(17, 4)]
    [InlineData(Portions.Length + 1035, 3)]
    public void The_direction_is_that_of_the_two_loop_recursion(int length, int pairs)
    {
        CurvatureHistory history = new(pairs, 0, new Portions(2));
        float[] zero = new float[length], gradient = Draw(length, 9), direction = new float[length];
        List<(double[] S, double[] Y)> kept = [];
        for (int i = 0; i < pairs + 2; i++)
        {
            float[] s = Draw(length, 10 + i), y = s.Select((value, k) => value * (1 + (k % 5))).ToArray();
            _ = history.Measure(zero, s, zero, y);
            Assert.True(history.Keep());
            kept.Add((s.Select(v => (double)v).ToArray(), y.Select(v => (double)v).ToArray()));
        }

        Assert.Equal(pairs, history.Count);
        history.Measure(gradient);
        double slope = history.Direction(gradient, direction);
        double[] q = gradient.Select(v => (double)v).ToArray(), alpha = new double[kept.Count];
        for (int i = kept.Count - 1; i >= 2; i--)
        {
            alpha[i] = Dot(kept[i].S, q) / Dot(kept[i].Y, kept[i].S);
            for (int k = 0; k < length; k++) q[k] -= alpha[i] * kept[i].Y[k];
        }

        double scale = Dot(kept[^1].S, kept[^1].Y) / Dot(kept[^1].Y, kept[^1].Y);
        for (int k = 0; k < length; k++) q[k] *= scale;
        for (int i = 2; i < kept.Count; i++)
        {
            double beta = Dot(kept[i].Y, q) / Dot(kept[i].Y, kept[i].S);
            for (int k = 0; k < length; k++) q[k] += (alpha[i] - beta) * kept[i].S[k];
        }

        for (int k = 0; k < length; k++) Assert.Equal(-q[k], direction[k], 1e-6); // the rounding of a float of about 1
        Assert.Equal(gradient.Zip(direction, (a, b) => (double)a * b).Sum(), slope, 1e-9 * length);
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_variable_is_held_only_where_it_sits_on_a_bound_and_is_pushed_out(int length)
    {
        Box box = new(-0.5f, 0.5f);
        float[] x = Draw(length, 7), g = Draw(length, 8), mask = new float[length];
        box.Clamp(x);
        bool held = box.FreeMask(x, g, mask);
        for (int i = 0; i < length; i++)
            Assert.Equal((x[i] == -0.5f && g[i] > 0) || (x[i] == 0.5f && g[i] < 0) ? 0 : 1, mask[i]);
        Assert.Equal(mask.Contains(0), held);
    }

    private static float[] Draw(int length, int seed)
    {
        Random random = new(seed);
        return Enumerable.Range(0, length).Select(_ => (float)((random.NextDouble() * 2) - 1)).ToArray();
    }
}
