namespace OnnxStyle.Optimization.Tests;

public sealed class ConvergenceTests
{
    public static TheoryData<int> Sizes => [1, 2, 7, 17, 129];

    private static (StepResult Last, string Reason) Run(Optimizer optimizer, IObjective objective, float[] x, int iterations, double gradientTolerance = 0)
    {
        while (true)
        {
            StepResult step = optimizer.Step(objective, x);
            if (step.Converged) return (step, step.Reason ?? "converged");
            if (step.GradientNormL2 <= gradientTolerance) return (step, $"the gradient norm is at or below {gradientTolerance}");
            if (optimizer.Iteration >= iterations) return (step, $"{iterations} iterations are done");
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Wolfe_finds_the_minimum_of_Rosenbrock(int size)
    {
        size = Math.Max(size, 2);
        float[] x = new float[size];
        Array.Fill(x, -0.5f);
        LBfgs optimizer = new(new LBfgsOptions { LineSearch = LineSearch.StrongWolfe, History = 20 });
        (StepResult last, string reason) = Run(optimizer, Problem.Rosenbrock(size), x, 3000);
        Assert.True(last.Loss < 1e-5, $"{reason} after {optimizer.Iteration} iterations, loss {last.Loss}, gradient {last.GradientNormL2}");
        Assert.All(x, value => Assert.Equal(1, value, 2e-3)); // float32: the valley is flat to the loss's square root
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5, 1e2)]
    [InlineData(40, 1e4)]
    [InlineData(40, 1e6)]
    public void Wolfe_finds_the_closed_form_of_an_ill_conditioned_quadratic(int size, double condition)
    {
        float[] x = new float[size];
        // More pairs than variables: what is remembered is the whole curvature, which a condition of 1e6 needs in 400 steps.
        Run(new LBfgs(new LBfgsOptions { LineSearch = LineSearch.StrongWolfe, History = 100 }), Problem.Quadratic(size, condition), x, 400);
        for (int i = 0; i < size; i++) Assert.Equal(Problem.Target(i), x[i], 1e-3);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Without_a_line_search_a_quadratic_is_solved_too(int size)
    {
        float[] x = new float[size];
        Run(new LBfgs(new LBfgsOptions()), Problem.Quadratic(size, 50), x, 150);
        for (int i = 0; i < size; i++) Assert.Equal(Problem.Target(i), x[i], 1e-4);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Adam_finds_a_minimum(int size)
    {
        float[] x = new float[size];
        Run(new Adam(new AdamOptions { LearningRate = 0.05, Decay = 0.05 }), Problem.Quadratic(size, 20), x, 2000);
        for (int i = 0; i < size; i++) Assert.Equal(Problem.Target(i), x[i], 1e-2);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void RmsProp_finds_a_minimum(int size)
    {
        float[] x = new float[size];
        Run(new RmsProp(new RmsPropOptions { LearningRate = 0.02, Decay = 0.05 }), Problem.Quadratic(size, 20), x, 2000);
        for (int i = 0; i < size; i++) Assert.Equal(Problem.Target(i), x[i], 2e-2);
    }

    [Theory]
    [InlineData(0.0, false)]
    [InlineData(0.9, false)]
    [InlineData(0.9, true)]
    public void Gradient_descent_finds_a_minimum(double momentum, bool nesterov)
    {
        float[] x = new float[33];
        Run(new GradientDescent(new GradientDescentOptions { LearningRate = 0.05, Momentum = momentum, Nesterov = nesterov }), Problem.Quadratic(33, 20), x, 500);
        for (int i = 0; i < x.Length; i++) Assert.Equal(Problem.Target(i), x[i], 1e-4);
    }

    [Fact]
    public void A_zero_gradient_converges_without_a_step()
    {
        float[] x = [(float)Problem.Target(0)];
        Problem flat = new(1, _ => (1, [0]));
        StepResult step = new LBfgs(new LBfgsOptions()).Step(flat, x);
        Assert.True(step.Converged);
        Assert.Equal("the gradient is zero", step.Reason);
    }

    [Fact]
    public void The_loss_belongs_to_the_point_after_the_step_and_an_iteration_costs_one_evaluation()
    {
        Problem problem = Problem.Coupled(9, 4);
        foreach (Optimizer optimizer in All())
        {
            float[] x = new float[9];
            int before = problem.Calls;
            for (int i = 0; i < 6; i++)
            {
                StepResult step = optimizer.Step(problem, x);
                Assert.Equal(problem.At(x).Loss, step.Loss);
                Assert.Equal(i + 1, optimizer.Iteration);
            }

            Assert.Equal(problem.Calls - before, optimizer.Evaluations);
            if (optimizer is FirstOrderOptimizer) Assert.Equal(7, optimizer.Evaluations);
        }
    }

    [Fact]
    public void Wolfe_costs_little_more_than_one_evaluation_an_iteration()
    {
        LBfgs optimizer = new(new LBfgsOptions { LineSearch = LineSearch.StrongWolfe });
        float[] x = new float[40];
        Run(optimizer, Problem.Quadratic(40, 1e3), x, 60);
        Assert.True(optimizer.Evaluations < 2 * optimizer.Iteration, $"{optimizer.Evaluations} evaluations for {optimizer.Iteration} iterations");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Every_accepted_Wolfe_step_satisfies_both_conditions(int seed)
    {
        const double C1 = 1e-4, C2 = 0.9;
        Problem problem = seed == 1 ? Problem.Rosenbrock(11) : Problem.Coupled(23, seed);
        LBfgs optimizer = new(new LBfgsOptions { LineSearch = LineSearch.StrongWolfe, SufficientDecrease = C1, Curvature = C2 });
        float[] x = new float[problem.Length], before = new float[problem.Length];
        Array.Fill(x, 0.3f);
        double start = problem.At(x).Loss;
        for (int i = 0; i < 25; i++)
        {
            x.CopyTo(before, 0);
            StepResult step = optimizer.Step(problem, x);
            if (step.Converged || step.PreviousLoss - step.Loss < 1e-6 * start) break; // below that float32 rounding of the point decides
            (double f0, double[] g0) = problem.At(before);
            (double f1, double[] g1) = problem.At(x);
            double slope0 = 0, slope1 = 0; // times t: x - before = t·d
            for (int j = 0; j < x.Length; j++)
            {
                slope0 += g0[j] * ((double)x[j] - before[j]);
                slope1 += g1[j] * ((double)x[j] - before[j]);
            }

            Assert.True(slope0 < 0, $"seed {seed}, iteration {i}: not a descent direction");
            Assert.True(f1 <= f0 + (C1 * slope0) + 1e-9, $"seed {seed}, iteration {i}: {f0} to {f1}");
            Assert.True(Math.Abs(slope1) <= (C2 * -slope0 * 1.001) + 1e-9, $"seed {seed}, iteration {i}: slope {slope0} to {slope1}");
        }

        Assert.True(optimizer.Iteration >= 4);
    }

    internal static Optimizer[] All(float? lower = null, float? upper = null) =>
    [
        new LBfgs(new LBfgsOptions { History = 4, LowerBound = lower, UpperBound = upper }),
        new LBfgs(new LBfgsOptions { History = 4, LineSearch = LineSearch.StrongWolfe, LowerBound = lower, UpperBound = upper }),
        new Adam(new AdamOptions { LearningRate = 0.05, LowerBound = lower, UpperBound = upper }),
        new RmsProp(new RmsPropOptions { LearningRate = 0.01, Momentum = 0.5, LowerBound = lower, UpperBound = upper }),
        new GradientDescent(new GradientDescentOptions { LearningRate = 0.0005, Nesterov = true, LowerBound = lower, UpperBound = upper }),
    ];
}
