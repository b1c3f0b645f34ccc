namespace OnnxStyle.Tensors;

/// <summary>How many of some things were hits, and the 95 % interval of Wilson (1927), which stays within 0 and 1 and is no point even where all or none were.</summary>
/// <param name="Hits">0 to <paramref name="Total"/>.</param>
/// <param name="Total">0 or more.</param>
public sealed record Proportion(int Hits, int Total)
{
    private const double Z = 1.959963984540054; // the normal law's 97.5th percentile

    /// <summary>Hits / Total; NaN where nothing was counted.</summary>
    public double Rate => Hits / (double)Total;

    /// <summary>The lower end of the interval; NaN where nothing was counted.</summary>
    public double Low => Hits == 0 && Total > 0 ? 0 : Centre - Half;

    /// <summary>The upper end of the interval; NaN where nothing was counted.</summary>
    public double High => Hits == Total && Total > 0 ? 1 : Centre + Half;

    private double Centre => (Rate + (Z * Z / (2 * Total))) / (1 + (Z * Z / Total));

    private double Half => Z / (1 + (Z * Z / Total)) * Math.Sqrt((Rate * (1 - Rate) / Total) + (Z * Z / (4.0 * Total * Total)));
}
