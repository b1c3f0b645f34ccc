using OnnxStyle.Tensors;

namespace OnnxStyle.Optimization.Tests;

public sealed class RefusalTests
{
    [Theory]
    [InlineData(double.NaN, 0)]
    [InlineData(double.PositiveInfinity, 0)]
    [InlineData(1, double.NaN)]
    [InlineData(1, double.PositiveInfinity)]
    public void A_first_loss_or_gradient_that_is_not_finite_is_one_sentence(double loss, double slope)
    {
        foreach (Optimizer optimizer in ConvergenceTests.All())
        {
            float[] x = [0.5f, 0.25f];
            OptimizationException error = Assert.Throws<OptimizationException>(() => optimizer.Step(new Problem(2, _ => (loss, [slope, 0])), x));
            Assert.Equal([0.5f, 0.25f], x);
            Assert.Equal(0, error.Iteration);
            Assert.Contains("learning rate", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_step_into_NaN_leaves_the_last_good_point()
    {
        foreach (Optimizer optimizer in ConvergenceTests.All().Where(o => o is FirstOrderOptimizer))
        {
            int calls = 0;
            Problem problem = new(1, x => ++calls > 3 ? (double.NaN, [1]) : (x[0], [1]));
            float[] x = [1];
            optimizer.Step(problem, x);
            optimizer.Step(problem, x);
            float good = x[0];
            Assert.Equal(2, Assert.Throws<OptimizationException>(() => optimizer.Step(problem, x)).Iteration);
            Assert.Equal(good, x[0]);
        }
    }

    [Fact]
    public void Wolfe_backs_away_from_where_the_loss_is_not_a_number()
    {
        // -log(x) + x: not a number left of 0; its minimum is 1.
        Problem problem = new(1, x => (x[0] <= 0 ? double.NaN : x[0] - Math.Log(x[0]), [x[0] <= 0 ? double.NaN : 1 - (1 / x[0])]));
        LBfgs optimizer = new(new LBfgsOptions { LineSearch = LineSearch.StrongWolfe, LearningRate = 100 });
        float[] x = [8];
        for (int i = 0; i < 30; i++) if (optimizer.Step(problem, x).Converged) break;
        Assert.Equal(1, x[0], 1e-3);
    }

    [Fact]
    public void An_exception_of_the_objective_leaves_the_point()
    {
        foreach (Optimizer optimizer in ConvergenceTests.All())
        {
            int calls = 0;
            Problem problem = new(2, x => ++calls > 2 ? throw new OperationCanceledException() : ((x[0] * x[0]) + x[1], [2 * x[0], 1]));
            float[] x = [0.5f, 0.5f];
            float[] last = [];
            Assert.Throws<OperationCanceledException>(() =>
            {
                for (int i = 0; i < 10; i++)
                {
                    last = (float[])x.Clone();
                    optimizer.Step(problem, x);
                }
            });
            Assert.Equal(last, x);
        }
    }

    [Fact]
    public void Another_length_is_refused()
    {
        Adam adam = new(new AdamOptions());
        Assert.Throws<ShapeException>(() => adam.Step(Problem.Quadratic(3, 2), new float[4]));
        adam.Step(Problem.Quadratic(3, 2), new float[3]);
        Assert.Throws<ShapeException>(() => adam.Step(Problem.Quadratic(4, 2), new float[4]));
        adam.Reset();
        adam.Step(Problem.Quadratic(4, 2), new float[4]);
    }

    [Fact]
    public void Options_list_every_problem()
    {
        OptionsException error = Assert.Throws<OptionsException>(() => new LBfgs(new LBfgsOptions { History = 0, LearningRate = -1, LowerBound = 1, UpperBound = 0 }));
        Assert.Equal(3, error.Problems.Count);
        Assert.Equal(2, Assert.Throws<OptionsException>(() => new Adam(new AdamOptions { Beta1 = 1, Epsilon = 0 })).Problems.Count);
        Assert.Single(Assert.Throws<OptionsException>(() => new GradientDescent(new GradientDescentOptions { Momentum = 0, Nesterov = true })).Problems);
        Assert.Single(Assert.Throws<OptionsException>(() => new RmsProp(new RmsPropOptions { LearningRate = double.NaN })).Problems);
    }
}
