using OnnxStyle.Tensors;

namespace OnnxStyle.Optimization.Tests;

public sealed class StateTests
{
    public static TheoryData<int> Each => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

    private static Optimizer Make(int which) => which < 5 ? ConvergenceTests.All()[which] : ConvergenceTests.All(-0.5f, 0.5f)[which - 5];

    [Theory]
    [MemberData(nameof(Each))]
    public void A_resumed_run_has_the_bits_of_an_uninterrupted_one(int which)
    {
        Problem problem = Problem.Rosenbrock(29);
        Optimizer straight = Make(which);
        float[] x = new float[29];
        for (int i = 0; i < 9; i++) straight.Step(problem, x);
        using MemoryStream stream = new();
        straight.Capture().Save(stream);
        stream.Position = 0;
        float[] resumedX = (float[])x.Clone();
        Optimizer resumed = Make(which);
        resumed.Restore(OptimizerState.Load(stream));
        for (int i = 0; i < 9; i++)
        {
            StepResult expected = straight.Step(problem, x), found = resumed.Step(problem, resumedX);
            Assert.Equal(expected, found);
        }

        Assert.Equal(x, resumedX);
        Assert.Equal(straight.Iteration, resumed.Iteration);
        Assert.Equal(straight.Evaluations, resumed.Evaluations);
    }

    [Theory]
    [MemberData(nameof(Each))]
    public void An_interrupted_evaluation_changes_no_bit_of_what_follows(int which)
    {
        Problem problem = Problem.Rosenbrock(29);
        Optimizer straight = Make(which), cut = Make(which), resumed = Make(which);
        float[] x = new float[29], cutX = new float[29];
        for (int i = 0; i < 9; i++) straight.Step(problem, x);
        for (int i = 0; i < 5; i++) cut.Step(problem, cutX);
        float[] before = (float[])cutX.Clone();
        Assert.Throws<OperationCanceledException>(() => cut.Step(new Interrupted(29), cutX));
        Assert.Equal(before, cutX);
        resumed.Restore(cut.Capture());
        for (int i = 5; i < 9; i++) cut.Step(problem, cutX);
        for (int i = 5; i < 9; i++) resumed.Step(problem, before);
        Assert.Equal(x, cutX);
        Assert.Equal(x, before);
    }

    [Theory]
    [MemberData(nameof(Each))]
    public void Two_runs_give_the_same_bits(int which)
    {
        float[] first = Run(which), second = Run(which);
        Assert.Equal(first, second);

        static float[] Run(int which)
        {
            Optimizer optimizer = Make(which);
            float[] x = new float[31];
            for (int i = 0; i < 20; i++) optimizer.Step(Problem.Rosenbrock(31), x);
            return x;
        }
    }

    /// <summary>Three portions, the last one with a rest: the number of threads, and going on from a saved state, change no bit.</summary>
    [Theory]
    [InlineData(LineSearch.None, null)]
    [InlineData(LineSearch.StrongWolfe, null)]
    [InlineData(LineSearch.None, 0.05f)]
    public void A_long_vector_has_the_same_bits_for_any_number_of_threads(LineSearch search, float? bound)
    {
        const int Long = (2 * Portions.Length) + 1029;
        Constant problem = new(Long);
        float[]? expected = null;
        foreach (int threads in new[] { 1, 2, 3, 8 })
        {
            LBfgs optimizer = Made(threads);
            float[] x = new float[Long];
            for (int i = 0; i < 9; i++)
            {
                if (i == 6 && threads == 3)
                {
                    OptimizerState state = optimizer.Capture();
                    optimizer = Made(threads);
                    optimizer.Restore(state);
                }

                optimizer.Step(problem, x);
            }

            Assert.Equal(expected ?? x, x);
            expected = x;
            Assert.InRange(optimizer.HistoryCount, 3, 4);
        }

        LBfgs Made(int threads) => new(new LBfgsOptions { History = 4, LineSearch = search, Threads = threads, LowerBound = -bound, UpperBound = bound });
    }

    [Theory]
    [MemberData(nameof(Each))]
    public void Nothing_is_allocated_once_it_runs(int which)
    {
        Constant problem = new(1001);
        Optimizer optimizer = Make(which);
        float[] x = new float[1001];
        for (int i = 0; i < 8; i++) optimizer.Step(problem, x);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 5; i++) optimizer.Step(problem, x);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000); // a vector would be 4 kB
    }

    [Theory]
    [MemberData(nameof(Each))]
    public void A_run_goes_on_at_another_size(int which)
    {
        Optimizer optimizer = Make(which);
        float[] x = new float[10];
        for (int i = 0; i < 3; i++) optimizer.Step(Problem.Quadratic(10, 5), x);
        optimizer.Resample(23, a => Stretch(a, 23, -1), a => Stretch(a, 23, -1));
        float[] larger = new float[23];
        double start = Problem.Quadratic(23, 5).At(larger).Loss;
        optimizer.Step(Problem.Quadratic(23, 5), larger);
        Assert.Equal(4, optimizer.Iteration);
        for (int i = 0; i < 60; i++) optimizer.Step(Problem.Quadratic(23, 5), larger);
        Assert.True(Problem.Quadratic(23, 5).At(larger).Loss < start);
        Assert.All(larger, value => Assert.True(float.IsFinite(value)));
    }

    [Fact]
    public void Adam_raises_resampled_squares_to_zero_and_LBfgs_drops_its_history()
    {
        Adam adam = new(new AdamOptions());
        LBfgs lbfgs = new(new LBfgsOptions());
        float[] x = new float[4], y = new float[4];
        for (int i = 0; i < 3; i++)
        {
            adam.Step(Problem.Quadratic(4, 2), x);
            lbfgs.Step(Problem.Quadratic(4, 2), y);
        }

        Assert.NotEqual(0, lbfgs.HistoryCount);
        adam.Resample(6, a => Stretch(a, 6, -2), a => Stretch(a, 6, -2));
        lbfgs.Resample(6, a => a, a => a);
        OptimizerState state = adam.Capture();
        Assert.All(state.Arrays["mean_square"], value => Assert.True(value >= 0));
        Assert.Contains(state.Arrays["mean"], value => value < 0);
        Assert.False(state.Arrays.ContainsKey("gradient"));
        Assert.Equal(0, lbfgs.HistoryCount);
        Assert.Throws<ShapeException>(() => adam.Resample(8, a => a, a => a));
    }

    [Fact]
    public void A_state_of_another_optimiser_is_refused()
    {
        float[] x = new float[3];
        Adam adam = new(new AdamOptions());
        adam.Step(Problem.Quadratic(3, 2), x);
        LBfgs lbfgs = new(new LBfgsOptions());
        OptimizerStateException error = Assert.Throws<OptimizerStateException>(() => lbfgs.Restore(adam.Capture()));
        Assert.Equal("The state of the optimiser: expected one of 'lbfgs', found one of 'adam'. Resume with the options of the run that saved it, or start anew.", error.Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(20)]
    [InlineData(60)]
    public void Damaged_bytes_are_one_sentence(int length)
    {
        float[] x = new float[3];
        LBfgs optimizer = new(new LBfgsOptions());
        optimizer.Step(Problem.Quadratic(3, 2), x);
        using MemoryStream stream = new();
        optimizer.Capture().Save(stream);
        Assert.Throws<OptimizerStateException>(() => OptimizerState.Load(new MemoryStream(stream.ToArray()[..length])));
    }

    [Fact]
    public void A_longer_history_than_the_option_is_refused_and_leaves_a_fresh_optimiser()
    {
        float[] x = new float[8];
        LBfgs longer = new(new LBfgsOptions { History = 8 }), shorter = new(new LBfgsOptions { History = 2 });
        for (int i = 0; i < 6; i++) longer.Step(Problem.Quadratic(8, 9), x);
        Assert.Throws<OptimizerStateException>(() => shorter.Restore(longer.Capture()));
        Assert.Equal(0, shorter.Length);
        Assert.Equal(0, shorter.Iteration);
    }

    private static float[] Stretch(float[] values, int length, float offset) =>
        Enumerable.Range(0, length).Select(i => values[i * values.Length / length] + (i == 0 ? offset : 0)).ToArray();

    /// <summary>A quadratic without garbage.</summary>
    private sealed class Constant(int length) : IObjective
    {
        public int Length { get; } = length;

        public double Evaluate(ReadOnlySpan<float> x, Span<float> gradient)
        {
            double loss = 0;
            for (int i = 0; i < x.Length; i++)
            {
                gradient[i] = (1 + (i % 7)) * (x[i] - 0.1f * (i % 3));
                loss += 0.5 * gradient[i] * (x[i] - 0.1f * (i % 3));
            }

            return loss;
        }
    }

    private sealed class Interrupted(int length) : IObjective
    {
        public int Length => length;

        public double Evaluate(ReadOnlySpan<float> x, Span<float> gradient) => throw new OperationCanceledException();
    }
}
