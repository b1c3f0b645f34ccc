using OnnxStyle.Optimization;

namespace OnnxStyle.Transfer;

/// <summary>Makes the optimiser that an <see cref="OptimizerChoice"/> describes.</summary>
internal static class Optimizers
{
    public static Optimizer Create(OptimizerChoice choice, int threads, bool normalizedGradients = false, (float Lower, float Upper)? bounds = null)
    {
        bool box = bounds is not null || (choice.BoxBounds ?? choice.Kind is OptimizerKind.Adam or OptimizerKind.RmsProp);
        float? lower = box ? bounds?.Lower ?? 0 : null, upper = box ? bounds?.Upper ?? 1 : null;
        double rate = StylizeRecipe.Rate(choice);
        return choice.Kind switch
        {
            OptimizerKind.Adam => new Adam(AdamOptions(choice) with { LowerBound = lower, UpperBound = upper }),
            OptimizerKind.RmsProp => new RmsProp(new RmsPropOptions { LearningRate = rate, Momentum = choice.Momentum, LowerBound = lower, UpperBound = upper }),
            OptimizerKind.GradientDescent => new GradientDescent(new GradientDescentOptions { LearningRate = rate, Momentum = choice.Momentum, LowerBound = lower, UpperBound = upper }),
            _ => new LBfgs(new LBfgsOptions
            {
                LearningRate = rate,
                History = choice.History,
                Threads = threads,
                LineSearch = choice.StrongWolfe ?? !normalizedGradients ? LineSearch.StrongWolfe : LineSearch.None,
                LowerBound = lower,
                UpperBound = upper,
            }),
        };
    }

    public static AdamOptions AdamOptions(OptimizerChoice choice) => new() { LearningRate = StylizeRecipe.Rate(choice) };

    public static ExponentialMovingAverage? Average(OptimizerChoice choice, int length)
    {
        double decay = choice.Averaging ?? (choice.Kind == OptimizerKind.Adam ? 0.99 : 0);
        return decay > 0 ? new ExponentialMovingAverage(length, decay) : null;
    }
}
