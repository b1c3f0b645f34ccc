using OnnxStyle.Operators.Winograd;

namespace OnnxStyle.Operators.Rewriting;

/// <summary>
/// Which tiles a convolution takes: larger ones multiply less, smaller ones have less of their filters to read and less beyond the edge of the picture. The filters
/// of a convolution are read once from memory in each run, so on small maps with many channels that is what it waits for.
/// </summary>
internal static class TileChoice
{
    // Rounded: of one core, what products reach and what comes from memory, or from the cache that the cores share; only their ratio matters.
    private const double MultiplyAddsPerByte = 12;
    private const double MultiplyAddsPerNearByte = 6;
    private const double NearBytes = 16e6;

    public static WinogradTile Of(Conv3x3Shape shape) => Cost(shape, 2) < Cost(shape, 4) ? WinogradTile.Two : WinogradTile.Four;

    private static double Cost(Conv3x3Shape shape, int side)
    {
        double tiles = (double)shape.Batch * ((shape.OutHeight + side - 1) / side) * ((shape.OutWidth + side - 1) / side), pairs = (double)shape.Channels * shape.Results;
        int points = (side + 2) * (side + 2);
        double bytes = points * pairs * sizeof(float);
        return (points * pairs * tiles) + (bytes * (bytes > NearBytes ? MultiplyAddsPerByte : MultiplyAddsPerNearByte));
    }
}
