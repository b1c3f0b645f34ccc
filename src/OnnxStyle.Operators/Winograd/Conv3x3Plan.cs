namespace OnnxStyle.Operators.Winograd;

/// <summary>
/// How a convolution divides its work. In strips every thread takes some tiles from the picture to the result, and what lies between stays in its second cache;
/// filters are read once a strip. In phases all threads transform many tiles, then multiply point by point, then transform back: large filters are read once.
/// </summary>
/// <param name="Phases">Phases instead of strips.</param>
/// <param name="Tiles">Tiles of a strip, or of three phases.</param>
internal sealed record Conv3x3Plan(bool Phases, int Tiles)
{
    private const int StripFloats = 192 * 1024;
    private const int PhaseTiles = 256;
    private const int SmallMap = 16 * 16;
    private const int MostStripPairs = 128 * 128;

    /// <summary>The tiles that a convolution is fastest with: small ones where large ones would mostly hang over the edge.</summary>
    public static WinogradTile TileFor(Conv3x3Shape shape) => shape.OutHeight * shape.OutWidth <= SmallMap ? WinogradTile.Two : WinogradTile.Four;

    /// <summary>The plan for a convolution.</summary>
    public static Conv3x3Plan Of(Conv3x3Shape shape, WinogradTile tile)
    {
        int points = ((int)tile + 2) * ((int)tile + 2), channels = (shape.Channels + 15) / 16 * 16;
        return (long)shape.Channels * shape.Results <= MostStripPairs
            ? new Conv3x3Plan(false, Math.Clamp(StripFloats / (points * channels), 8, 64))
            : new Conv3x3Plan(true, PhaseTiles);
    }
}
