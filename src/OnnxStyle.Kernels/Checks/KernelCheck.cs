namespace OnnxStyle.Kernels.Checks;

/// <summary>How one case came out.</summary>
/// <param name="Error">The largest deviation from the reference, in the measure that <see cref="KernelTolerance"/> names for the kernel.</param>
/// <param name="Tolerance">What it may be.</param>
/// <param name="Problem">What is wrong beside the numbers (a broken fence, other bits the second time, a wrong order); or null.</param>
public sealed record KernelCheck(double Error, double Tolerance, string? Problem = null)
{
    /// <summary>True when the deviation is within the tolerance (NaN is not) and nothing else is wrong.</summary>
    public bool Passed => Problem is null && Error <= Tolerance;
}
