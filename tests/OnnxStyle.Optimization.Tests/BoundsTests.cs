namespace OnnxStyle.Optimization.Tests;

public sealed class BoundsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void No_point_leaves_the_box(int which)
    {
        Optimizer optimizer = ConvergenceTests.All(-0.25f, 0.5f)[which];
        Problem problem = Problem.Quadratic(37, 10);
        Problem watched = new(37, x =>
        {
            Assert.All(x, value => Assert.InRange(value, -0.25, 0.5));
            return problem.At(x);
        });
        float[] x = new float[37];
        Array.Fill(x, 3f);
        for (int i = 0; i < 30; i++) optimizer.Step(watched, x);
        Assert.All(x, value => Assert.InRange(value, -0.25f, 0.5f));
    }

    [Theory]
    [InlineData(LineSearch.None, 10)]
    [InlineData(LineSearch.StrongWolfe, 10)]
    [InlineData(LineSearch.StrongWolfe, 1e4)]
    public void A_separable_quadratic_ends_at_the_clamped_target(LineSearch search, double condition)
    {
        float[] x = new float[53];
        LBfgs optimizer = new(new LBfgsOptions { LineSearch = search, LowerBound = -0.3f, UpperBound = 0.6f });
        StepResult step = default;
        for (int i = 0; i < 200 && !step.Converged; i++) step = optimizer.Step(Problem.Quadratic(53, condition), x);
        for (int i = 0; i < x.Length; i++) Assert.Equal(Math.Clamp(Problem.Target(i), -0.3, 0.6), x[i], 1e-3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void A_coupled_quadratic_ends_where_the_KKT_conditions_hold(int seed)
    {
        const double Small = 2e-3; // of a gradient of about 1 in float32
        Problem problem = Problem.Coupled(19, seed);
        LBfgs optimizer = new(new LBfgsOptions { LineSearch = LineSearch.StrongWolfe, LowerBound = -0.05f, UpperBound = 0.05f });
        float[] x = new float[19];
        StepResult step = default;
        for (int i = 0; i < 300 && !step.Converged; i++) step = optimizer.Step(problem, x);
        double[] gradient = problem.At(x).Gradient;
        Assert.Contains(x, value => value is -0.05f or 0.05f);
        for (int i = 0; i < x.Length; i++)
        {
            if (x[i] == -0.05f) Assert.True(gradient[i] >= -Small, $"seed {seed}: at the lower bound the gradient is {gradient[i]}");
            else if (x[i] == 0.05f) Assert.True(gradient[i] <= Small, $"seed {seed}: at the upper bound the gradient is {gradient[i]}");
            else Assert.True(Math.Abs(gradient[i]) <= Small, $"seed {seed}: inside the gradient is {gradient[i]}");
        }

        Assert.True(step.GradientNormL2 < 0.01, $"seed {seed}: projected norm {step.GradientNormL2}");
    }

    [Fact]
    public void The_loss_never_rises_with_Wolfe_and_bounds()
    {
        Problem problem = Problem.Rosenbrock(15);
        LBfgs optimizer = new(new LBfgsOptions { LineSearch = LineSearch.StrongWolfe, LowerBound = -1, UpperBound = 0.8f });
        float[] x = new float[15];
        Array.Fill(x, -1f);
        double start = problem.At(x).Loss;
        StepResult last = default;
        for (int i = 0; i < 300; i++)
        {
            StepResult step = optimizer.Step(problem, x);
            Assert.True(step.Loss <= step.PreviousLoss, $"iteration {i}: {step.PreviousLoss} to {step.Loss}");
            last = step;
            if (step.Converged) break;
        }

        Assert.True(last.GradientNormL2 < 0.05, $"projected norm {last.GradientNormL2} at loss {last.Loss}, began at {start}");
    }
}
