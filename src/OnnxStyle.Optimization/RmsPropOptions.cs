namespace OnnxStyle.Optimization;

/// <summary>Options of <see cref="RmsProp"/>; the defaults are PyTorch's but for the learning rate.</summary>
public sealed record RmsPropOptions : FirstOrderOptions
{
    /// <summary>The memory of the mean of squared gradients, 0.99. In [0, 1).</summary>
    public double Alpha { get; init; } = 0.99;

    /// <summary>The momentum, 0 for none. In [0, 1).</summary>
    public double Momentum { get; init; }

    /// <summary>Added to the root of the mean square, 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    private protected override void Check(List<string> problems)
    {
        CheckFraction(nameof(Alpha), Alpha, problems);
        CheckFraction(nameof(Momentum), Momentum, problems);
        CheckEpsilon(Epsilon, problems);
    }
}
