namespace OnnxStyle.Training;

/// <summary>How a head is fitted.</summary>
public sealed record HeadOptions
{
    /// <summary>Its kind.</summary>
    public HeadKind Kind { get; init; } = HeadKind.Linear;

    /// <summary>Units of the hidden layer of <see cref="HeadKind.Mlp"/>, 1 to 4096.</summary>
    public int Hidden { get; init; } = 64;

    /// <summary>
    /// Half of this times the sum of the squared weights is added to the mean cross-entropy; all are tried and the best is chosen. Each 0 or more. In units of features
    /// whose squares sum to about 1. scikit-learn's C is 1 / (rows * L2).
    /// </summary>
    public IReadOnlyList<double> L2 { get; init; } = [1e-1, 3e-2, 1e-2, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5, 1e-5];

    /// <summary>Folds by which L2 is chosen within what is not for judging, 2 to 20; 0: by the validation part.</summary>
    public int Folds { get; init; }

    /// <summary>Whether classes count the same however many pictures they have.</summary>
    public bool Balanced { get; init; } = true;

    /// <summary>The most L-BFGS iterations of a fit, 1 or more.</summary>
    public int Iterations { get; init; } = 500;

    internal void Check(List<string> problems)
    {
        if (!Enum.IsDefined(Kind)) problems.Add($"Head.Kind is {Kind}: expected Linear or Mlp");
        if (Hidden is < 1 or > 4096) problems.Add($"Head.Hidden is {Hidden}: expected 1 to 4096");
        if (L2.Count == 0 || !L2.All(value => value >= 0 && double.IsFinite(value))) problems.Add($"Head.L2 is {string.Join(',', L2)}: expected one or more finite numbers of 0 or more");
        if (Folds is not (0 or (>= 2 and <= 20))) problems.Add($"Head.Folds is {Folds}: expected 0, or 2 to 20");
        if (Iterations < 1) problems.Add($"Head.Iterations is {Iterations}: expected 1 or more");
    }
}
