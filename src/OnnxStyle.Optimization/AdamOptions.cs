namespace OnnxStyle.Optimization;

/// <summary>Options of <see cref="Adam"/>. The defaults are those of crowsonkb/style-transfer-pytorch for pictures in [0, 1].</summary>
public sealed record AdamOptions : FirstOrderOptions
{
    /// <summary>The memory of the mean of gradients, 0.9. In [0, 1).</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>The memory of the mean of squared gradients, 0.99. Differs from Kingma and Ba's 0.999: pictures settle in hundreds of steps, not in tens of thousands.</summary>
    public double Beta2 { get; init; } = 0.99;

    /// <summary>Added to the root of the mean square, 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    private protected override void Check(List<string> problems)
    {
        CheckFraction(nameof(Beta1), Beta1, problems);
        CheckFraction(nameof(Beta2), Beta2, problems);
        CheckEpsilon(Epsilon, problems);
    }
}
