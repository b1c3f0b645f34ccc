namespace OnnxStyle.Transfer;

/// <summary>A trained front layer and what it achieved.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Before">How much of the missing strokes and paper the style loss notices without the layer: D of <see cref="FrontTraining"/>.</param>
/// <param name="After">The same with the layer.</param>
internal sealed record FrontTrainingResult(FrontLayer Layer, double Before, double After);
