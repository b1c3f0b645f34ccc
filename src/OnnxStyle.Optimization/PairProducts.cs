namespace OnnxStyle.Optimization;

/// <summary>The products of an old pair with a new one, and with the gradient.</summary>
internal readonly record struct PairProducts(double OldStepByChange, double StepByOldChange, double ChangeByChange, double OldStepByGradient, double OldChangeByGradient);
