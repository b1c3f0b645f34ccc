namespace OnnxStyle.Optimization;

/// <summary>A function to make small: for a picture, the weighted sum of its losses.</summary>
public interface IObjective
{
    /// <summary>The number of variables; for a picture, 3·H·W.</summary>
    int Length { get; }

    /// <summary>The loss at a point, and its gradient there.</summary>
    /// <param name="x">The point, <c>[Length]</c>. Not to be kept.</param>
    /// <param name="gradient">Receives d(loss)/dx, <c>[Length]</c>; every element is written.</param>
    /// <returns>The loss. May be NaN or infinite: optimisers decide what that means.</returns>
    double Evaluate(ReadOnlySpan<float> x, Span<float> gradient);
}
