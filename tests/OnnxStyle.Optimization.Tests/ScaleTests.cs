namespace OnnxStyle.Optimization.Tests;

/// <summary>An objective in other units: L-BFGS goes the same way, whether its gradients are of 1e-12 or 1e+12.</summary>
public sealed class ScaleTests
{
    private const int Steps = 12;

    // Scaling by a power of 2 is exact in every operation, so the points are equal to the bits; another factor rounds each gradient once more, and
    // L-BFGS, whose pairs are differences of near points, amplifies that.
    private const double Rounding = 2e-3;

    public static TheoryData<double, LineSearch, float?> Rows()
    {
        TheoryData<double, LineSearch, float?> rows = [];
        foreach (double scale in new[] { Math.Pow(2, -40), Math.Pow(2, 40), 1e-12, 1e12 })
            foreach (LineSearch search in Enum.GetValues<LineSearch>())
                foreach (float? bound in new float?[] { null, 0.6f }) rows.Add(scale, search, bound);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_steps_do_not_depend_on_the_scale_of_the_loss(double scale, LineSearch search, float? bound)
    {
        bool exact = double.IsPow2(scale);
        Problem plain = Problem.Coupled(9, seed: 5), scaled = Scaled(plain, scale);
        LBfgsOptions options = new() { LineSearch = search, LearningRate = search == LineSearch.None ? 0.5 : 1, LowerBound = -bound, UpperBound = bound };
        LBfgs expected = new(options), found = new(options);
        float[] x = new float[9], y = new float[9];
        for (int step = 1; step <= Steps; step++)
        {
            StepResult one = expected.Step(plain, x), other = found.Step(scaled, y);
            double length = step == 1 ? other.StepLength * scale : other.StepLength; // the first direction is the gradient, later ones are of the size of the point
            Assert.Equal(one.StepLength, length, 1e-3 * one.StepLength);
            Assert.Equal(expected.HistoryCount, found.HistoryCount);
            if (exact) Assert.Equal(x, y);
            else for (int i = 0; i < x.Length; i++) Assert.Equal(x[i], y[i], Rounding);
        }

        Assert.True(expected.HistoryCount > 1 && plain.At(x).Loss < plain.At(new float[9]).Loss - 0.01, "there is nothing to compare");
    }

    /// <summary>s = (-1, 0) and y = scale·(-1e-4, -turn): a pair at a right angle but for chance is not remembered, at any scale.</summary>
    [Theory]
    [InlineData(1, 1e5, 0)]
    [InlineData(1e-12, 1e5, 0)]
    [InlineData(1e12, 1e5, 0)]
    [InlineData(1, 10, 1)]
    [InlineData(1e-12, 10, 1)]
    [InlineData(1e12, 10, 1)]
    public void A_pair_without_curvature_is_not_remembered(double scale, double turn, int remembered)
    {
        Problem problem = new(2, x => (scale * (x[0] + (0.5e-4 * x[0] * x[0])), [scale * (1 + (1e-4 * x[0])), scale * turn * x[0]]));
        LBfgs optimizer = new(new LBfgsOptions());
        optimizer.Step(problem, new float[2]);
        Assert.Equal(remembered, optimizer.HistoryCount);
    }

    private static Problem Scaled(Problem problem, double scale) => new(problem.Length, x =>
    {
        (double loss, double[] gradient) = problem.At(x);
        return (scale * loss, [.. gradient.Select(value => scale * value)]);
    });
}
