namespace OnnxStyle.Operators.Winograd;

/// <summary>
/// How a convolution divides its work. In strips every thread takes some tiles from the picture to the result, and what lies between stays in its second cache;
/// filters are read once a strip. In phases all threads transform many tiles, then multiply point by point, then transform back: large filters are read once.
/// </summary>
/// <param name="Phases">Phases instead of strips.</param>
/// <param name="Tiles">Tiles of a strip, or of three phases.</param>
internal sealed record Conv3x3Plan(bool Phases, int Tiles)
{
    private const int StripTiles = 64;
    private const int PhaseTiles = 256;
    private const int MostStripChannels = 256;

    /// <summary>The plan for a convolution. Filters that are turned for every strip, because the backward direction has none of its own, are better turned once.</summary>
    public static Conv3x3Plan Of(Conv3x3Shape shape, ConvDirection direction)
    {
        bool turns = direction == ConvDirection.Backward && !WinogradFilters.IsSmall(shape.Results, shape.Channels);
        return Math.Max(shape.Channels, shape.Results) <= MostStripChannels && !turns ? new Conv3x3Plan(false, StripTiles) : new Conv3x3Plan(true, PhaseTiles);
    }
}
