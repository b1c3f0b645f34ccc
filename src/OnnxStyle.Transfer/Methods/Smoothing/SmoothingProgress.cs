namespace OnnxStyle.Transfer;

/// <summary>What <see cref="PhotoSmoothing"/> reports after each iteration.</summary>
/// <param name="Iteration">From 1.</param>
/// <param name="Residual">The root mean square of what is left of the equation, in the worst channel; not falling in every iteration.</param>
/// <param name="Tolerance">Where it ends.</param>
public sealed record SmoothingProgress(int Iteration, double Residual, double Tolerance);
