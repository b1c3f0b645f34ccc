namespace OnnxStyle.Optimization;

/// <summary>Options of <see cref="GradientDescent"/>.</summary>
public sealed record GradientDescentOptions : FirstOrderOptions
{
    /// <summary>The momentum, 0.9; 0 for plain descent. In [0, 1).</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>True to look ahead along the velocity (Nesterov, in the form of Sutskever et al. 2013). Needs momentum.</summary>
    public bool Nesterov { get; init; }

    private protected override void Check(List<string> problems)
    {
        CheckFraction(nameof(Momentum), Momentum, problems);
        if (Nesterov && Momentum == 0) problems.Add("Nesterov needs a Momentum above 0, it is 0");
    }
}
