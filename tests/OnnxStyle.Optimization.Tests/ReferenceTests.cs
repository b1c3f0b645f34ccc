namespace OnnxStyle.Optimization.Tests;

/// <summary>Against plain double versions written from the formulas, and against steps worked out by hand.</summary>
public sealed class ReferenceTests
{
    private const int Length = 21;
    private const double Tolerance = 2e-5; // float32 rounding over 30 steps of vectors of about 1

    [Fact]
    public void Adam_agrees_with_the_formulas() => Compare(
        new Adam(new AdamOptions { LearningRate = 0.03, Beta1 = 0.8, Beta2 = 0.95 }),
        State(() =>
        {
            double[] m = new double[Length], v = new double[Length];
            return (double[] x, double[] g, int t) =>
            {
                for (int i = 0; i < Length; i++)
                {
                    m[i] = (0.8 * m[i]) + (0.2 * g[i]);
                    v[i] = (0.95 * v[i]) + (0.05 * g[i] * g[i]);
                    x[i] -= 0.03 * (m[i] / (1 - Math.Pow(0.8, t))) / (Math.Sqrt(v[i] / (1 - Math.Pow(0.95, t))) + 1e-8);
                }
            };
        }));

    [Fact]
    public void RmsProp_agrees_with_the_formulas() => Compare(
        new RmsProp(new RmsPropOptions { LearningRate = 0.003, Alpha = 0.9, Momentum = 0.6 }),
        State(() =>
        {
            double[] b = new double[Length], v = new double[Length];
            return (double[] x, double[] g, int t) =>
            {
                for (int i = 0; i < Length; i++)
                {
                    v[i] = (0.9 * v[i]) + (0.1 * g[i] * g[i]);
                    b[i] = (0.6 * b[i]) + (g[i] / (Math.Sqrt(v[i]) + 1e-8));
                    x[i] -= 0.003 * b[i];
                }
            };
        }));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gradient_descent_agrees_with_the_formulas(bool nesterov) => Compare(
        new GradientDescent(new GradientDescentOptions { LearningRate = 0.01, Momentum = 0.7, Nesterov = nesterov, Decay = 0.1 }),
        State(() =>
        {
            double[] b = new double[Length];
            return (double[] x, double[] g, int t) =>
            {
                double rate = 0.01 / Math.Sqrt(1 + (0.1 * (t - 1)));
                for (int i = 0; i < Length; i++)
                {
                    b[i] = (0.7 * b[i]) + g[i];
                    x[i] -= rate * (nesterov ? g[i] + (0.7 * b[i]) : b[i]);
                }
            };
        }));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(50)]
    public void LBfgs_without_line_search_agrees_with_the_textbook(int history) => Compare(
        new LBfgs(new LBfgsOptions { History = history, LearningRate = 0.5 }),
        State(() =>
        {
            List<(double[] S, double[] Y)> pairs = [];
            double[]? lastX = null, lastG = null;
            return (double[] x, double[] g, int t) =>
            {
                if (lastX is not null)
                {
                    pairs.Add((Minus(x, lastX), Minus(g, lastG!)));
                    if (pairs.Count > history) pairs.RemoveAt(0);
                }

                lastX = (double[])x.Clone();
                lastG = (double[])g.Clone();
                double[] q = (double[])g.Clone(), alpha = new double[pairs.Count];
                for (int i = pairs.Count - 1; i >= 0; i--)
                {
                    alpha[i] = Dot(pairs[i].S, q) / Dot(pairs[i].Y, pairs[i].S);
                    for (int j = 0; j < Length; j++) q[j] -= alpha[i] * pairs[i].Y[j];
                }

                if (pairs.Count > 0) for (int j = 0; j < Length; j++) q[j] *= Dot(pairs[^1].S, pairs[^1].Y) / Dot(pairs[^1].Y, pairs[^1].Y);
                for (int i = 0; i < pairs.Count; i++)
                {
                    double beta = Dot(pairs[i].Y, q) / Dot(pairs[i].Y, pairs[i].S);
                    for (int j = 0; j < Length; j++) q[j] += (alpha[i] - beta) * pairs[i].S[j];
                }

                double step = t == 1 ? Math.Min(1, 1 / g.Sum(Math.Abs)) * 0.5 : 0.5;
                for (int j = 0; j < Length; j++) x[j] -= step * q[j];
            };
        }),
        steps: 8,
        tolerance: 2e-3); // L-BFGS amplifies rounding: pairs are differences of near points

    /// <summary>
    /// f = ½x² + 2y² from (2, 1): g = (2, 4), |g|₁ = 6, so x1 = (2 - 2/6, 1 - 4/6) = (5/3, 1/3). s = (-1/3, -2/3), y = (-1/3, -8/3), y·s = 17/9,
    /// y·y = 65/9, H0 = 17/65; g1 = (5/3, 4/3), s·g1 = -13/9, alpha = -13/17; q = (24/17, -12/17); H0·q = (24/65, -12/65);
    /// beta = (y·H0q)·9/17 = (24/65)·9/17 = 216/1105; alpha - beta = -1061/1105; H·g1 = (24/65, -12/65) + (1061/3315)·(1, 2).
    /// </summary>
    [Fact]
    public void The_first_two_steps_are_those_of_PyTorch_worked_out_by_hand()
    {
        Problem problem = new(2, x => ((0.5 * x[0] * x[0]) + (2 * x[1] * x[1]), [x[0], 4 * x[1]]));
        float[] x = [2, 1];
        LBfgs optimizer = new(new LBfgsOptions());
        StepResult first = optimizer.Step(problem, x);
        Assert.Equal(1.0 / 6, first.StepLength, 1e-12);
        Assert.Equal(5.0 / 3, x[0], 1e-6);
        Assert.Equal(1.0 / 3, x[1], 1e-6);
        StepResult second = optimizer.Step(problem, x);
        Assert.Equal(1, second.StepLength);
        Assert.Equal((5.0 / 3) - (24.0 / 65) - (1061.0 / 3315), x[0], 2e-6);
        Assert.Equal((1.0 / 3) + (12.0 / 65) - (2122.0 / 3315), x[1], 2e-6);
    }

    private static Func<Action<double[], double[], int>> State(Func<Action<double[], double[], int>> make) => make;

    private static void Compare(Optimizer optimizer, Func<Action<double[], double[], int>> reference, int steps = 30, double tolerance = Tolerance)
    {
        Problem problem = Problem.Coupled(Length, seed: 11);
        float[] x = new float[Length];
        double[] wide = new double[Length];
        Action<double[], double[], int> update = reference();
        for (int t = 1; t <= steps; t++)
        {
            optimizer.Step(problem, x);
            update(wide, problem.At(wide).Gradient, t);
            for (int i = 0; i < Length; i++) Assert.True(Math.Abs(wide[i] - x[i]) <= tolerance, $"step {t}, element {i}: {wide[i]} and {x[i]}");
        }
    }

    private static double Dot(double[] a, double[] b) => a.Zip(b, (x, y) => x * y).Sum();

    private static double[] Minus(double[] a, double[] b) => a.Zip(b, (x, y) => x - y).ToArray();
}
