using OnnxStyle.Imaging;

namespace OnnxStyle.Transfer;

/// <summary>A smoothed picture and how it came about.</summary>
public sealed record SmoothingResult
{
    /// <summary>The picture, not clipped.</summary>
    public required Image Picture { get; init; }

    /// <summary>Iterations of conjugate gradients.</summary>
    public required int Iterations { get; init; }

    /// <summary>The root mean square of B - p - mu L p in the worst channel, as conjugate gradients carry it along: a bound for the distance to the exact picture.</summary>
    public required double Residual { get; init; }

    /// <summary>Whether the tolerance was reached; if not, <see cref="SmoothingOptions.MaxIterations"/> were.</summary>
    public required bool Converged { get; init; }

    /// <summary>Bᵀ L B of the stylised picture, summed over its channels.</summary>
    public required double EnergyBefore { get; init; }

    /// <summary>pᵀ L p of the result, summed over its channels.</summary>
    public required double EnergyAfter { get; init; }
}
