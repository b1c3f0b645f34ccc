using OnnxStyle.Tensors;

namespace OnnxStyle.Kernels;

/// <summary>
/// Cosine distances 1 - cos(x, y) between the rows of X [N, D] and of Y [K, D], in [0, 2]. A row is zero when all its elements are; a zero
/// row has distance 1 to everything, also to itself. Lengths are taken in double, so that neither 1e-30 nor 1e30 is out of range. This is
/// the door, where shapes are checked once; an instance keeps its workspace between calls and serves one caller at a time.
/// </summary>
public abstract class CosineDistance
{
    /// <summary>The most neighbours that <see cref="TopK"/> finds.</summary>
    public const int MostNeighbours = 1000;

    /// <summary>All distances.</summary>
    /// <param name="x">X [N, D], finite.</param>
    /// <param name="y">Y [K, D], finite.</param>
    /// <param name="distances">Receives [N, K], row-major; exactly N * K long. It may not overlap the inputs.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public void Full(MatrixView x, MatrixView y, Span<float> distances)
    {
        CheckColumns(x, y);
        if (distances.Length != (long)x.Rows * y.Rows) throw new ShapeException("Distances, result", $"[{x.Rows}, {y.Rows}]", $"{distances.Length} elements");
        RunFull(x, y, distances);
    }

    /// <summary>All distances, a tile at a time, for matrices that memory does not hold.</summary>
    /// <param name="x">X [N, D], finite.</param>
    /// <param name="y">Y [K, D], finite.</param>
    /// <param name="receive">Called on this thread, rows of tiles from the top, each from the left. The tiles cover the matrix exactly once.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public void Tiles(MatrixView x, MatrixView y, DistanceTile receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        CheckColumns(x, y);
        RunTiles(x, y, receive);
    }

    /// <summary>The nearest rows of Y for every row of X, in order of distance and, where distances are the same number, of index.</summary>
    /// <param name="x">X [N, D], finite.</param>
    /// <param name="y">Y [K, D], finite.</param>
    /// <param name="count">How many neighbours: 1 to the smaller of K and 1,000.</param>
    /// <param name="distances">Receives [N, count], ascending.</param>
    /// <param name="indices">Receives [N, count], rows of Y.</param>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public void TopK(MatrixView x, MatrixView y, int count, Span<float> distances, Span<int> indices)
    {
        CheckColumns(x, y);
        int most = Math.Min(y.Rows, MostNeighbours);
        if (count < 1 || count > most) throw new ShapeException("Nearest neighbours, count", $"1 to {most}", $"{count}");
        if (distances.Length != (long)x.Rows * count) throw new ShapeException("Nearest neighbours, distances", $"[{x.Rows}, {count}]", $"{distances.Length} elements");
        if (indices.Length != (long)x.Rows * count) throw new ShapeException("Nearest neighbours, indices", $"[{x.Rows}, {count}]", $"{indices.Length} elements");
        RunTopK(x, y, count, distances, indices);
    }

    /// <summary>Does the work of <see cref="Full"/> on arguments that were checked.</summary>
    protected abstract void RunFull(MatrixView x, MatrixView y, Span<float> distances);

    /// <summary>Does the work of <see cref="Tiles"/> on arguments that were checked.</summary>
    protected abstract void RunTiles(MatrixView x, MatrixView y, DistanceTile receive);

    /// <summary>Does the work of <see cref="TopK"/> on arguments that were checked.</summary>
    protected abstract void RunTopK(MatrixView x, MatrixView y, int count, Span<float> distances, Span<int> indices);

    private static void CheckColumns(MatrixView x, MatrixView y)
    {
        if (x.Columns != y.Columns) throw new ShapeException("Distances", $"rows of Y as long as those of X, {x.Columns}", $"{y.Columns}");
    }
}
