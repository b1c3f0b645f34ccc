namespace OnnxStyle.Optimization;

/// <summary>What one accepted iteration did.</summary>
/// <param name="Loss">The loss at the point that the step returned, not at the one it left.</param>
/// <param name="PreviousLoss">The loss at the point that the step left.</param>
/// <param name="GradientNormL2">The L2 norm of the gradient at the returned point; with bounds, without the part that pushes against a bound.</param>
/// <param name="StepLength">What the direction was multiplied with: t of a line search, or the learning rate.</param>
/// <param name="Converged">True when further steps cannot help; the point is still a good one.</param>
/// <param name="Reason">Why it converged, in words without a full stop; null while it has not.</param>
public readonly record struct StepResult(double Loss, double PreviousLoss, double GradientNormL2, double StepLength, bool Converged, string? Reason);
