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

    [Theory]
    [MemberData(nameof(Lengths))]
    public void The_fused_pass_is_the_two_it_replaces(int length)
    {
        float[] q = Draw(length, 4), y = Draw(length, 5), s = Draw(length, 6), expected = (float[])q.Clone();
        VectorMath.AddScaled(expected, 0.37f, y);
        Assert.Equal(VectorMath.Dot(expected, s), VectorMath.AddScaledThenDot(q, 0.37f, y, s));
        Assert.Equal(expected, q);
    }

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
