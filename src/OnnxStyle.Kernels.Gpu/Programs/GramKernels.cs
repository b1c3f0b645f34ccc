using ILGPU;

namespace OnnxStyle.Kernels.Gpu.Programs;

/// <summary>
/// G = F diag(w) Fᵀ / s. One group computes one tile of the upper triangle for one slice of M (grid x: tiles, grid y: slices); a second kernel
/// adds the slices up, always in the same order, and mirrors. Up to eight channels have a kernel of their own, with no tiles: most of one would
/// be empty. Slices bound the length of a running sum, and give a small matrix enough groups to fill a GPU.
/// </summary>
internal static class GramKernels
{
    /// <summary>One tile of one slice. partial: [slices, C, C rounded up to 4].</summary>
    public static void Tile<T>(ArrayView<Float4> features, ArrayView<Float4> weights, ArrayView<Float4> partial, GramShape shape)
        where T : struct, ITile
    {
        ArrayView<Float4> shared = SharedMemory.Allocate<Float4>(4 * default(T).Edge * ((default(T).Halves * default(T).Edge) + 1));
        int edge = default(T).Edge, side = 4 * default(T).Edge * default(T).Halves, tiles = (shape.Rows + side - 1) / side;
        int band = 0, right = Grid.IdxX;
        while (right >= tiles - band)
        {
            right -= tiles - band;
            band++;
        }

        int first = Grid.IdxY * shape.Slice, last = IntrinsicMath.Min(first + shape.Slice, shape.Stride);
        Squares sum = default;
        TileProduct.Add<T>(
            ref sum, features, shape.Rows, band * side, features, shape.Rows, (band + right) * side, weights, shape.Weighted, shape.Stride, first, last, shared);

        int pitch = (shape.Rows + 3) / 4, row = (band * side) + (4 * (Group.IdxX / edge)), unit = ((band + right) * (side / 4)) + (Group.IdxX % edge);
        int to = Grid.IdxY * shape.Rows * pitch;
        Store(partial, to, row, unit, shape.Rows, pitch, sum.TopLeft);
        if (default(T).Halves == 2)
        {
            Store(partial, to, row, unit + edge, shape.Rows, pitch, sum.TopRight);
            Store(partial, to, row + (4 * edge), unit, shape.Rows, pitch, sum.BottomLeft);
            Store(partial, to, row + (4 * edge), unit + edge, shape.Rows, pitch, sum.BottomRight);
        }
    }

    /// <summary>
    /// Up to eight channels: every thread walks over its units of a slice with four channels by four in registers (grid x: slices, y: the upper
    /// one or three of these squares; what a second square reads is in the cache). partial: [slices, C, C rounded up to 4].
    /// </summary>
    public static void Narrow<T>(ArrayView<Float4> features, ArrayView<Float4> weights, ArrayView<Float4> partial, GramShape shape)
        where T : struct, ITile
    {
        int threads = default(T).Edge * default(T).Edge;
        ArrayView<Float4> shared = SharedMemory.Allocate<Float4>(default(T).Edge * default(T).Edge);
        int first = Grid.IdxX * shape.Slice, last = IntrinsicMath.Min(first + shape.Slice, shape.Stride);
        int top = Grid.IdxY == 2 ? 4 : 0, left = Grid.IdxY == 0 ? 0 : 4;
        Square sum = default;
        for (int at = first + Group.IdxX; at < last; at += threads)
        {
            Float4 w = new(1, 1, 1, 1);
            if (shape.Weighted != 0) w = weights[at];
            Float4 f0 = Row(features, shape, top, at), f1 = Row(features, shape, top + 1, at), f2 = Row(features, shape, top + 2, at), f3 = Row(features, shape, top + 3, at);
            AddColumn(ref sum.Row0.X, ref sum.Row1.X, ref sum.Row2.X, ref sum.Row3.X, f0, f1, f2, f3, Row(features, shape, left, at) * w);
            AddColumn(ref sum.Row0.Y, ref sum.Row1.Y, ref sum.Row2.Y, ref sum.Row3.Y, f0, f1, f2, f3, Row(features, shape, left + 1, at) * w);
            AddColumn(ref sum.Row0.Z, ref sum.Row1.Z, ref sum.Row2.Z, ref sum.Row3.Z, f0, f1, f2, f3, Row(features, shape, left + 2, at) * w);
            AddColumn(ref sum.Row0.W, ref sum.Row1.W, ref sum.Row2.W, ref sum.Row3.W, f0, f1, f2, f3, Row(features, shape, left + 3, at) * w);
        }

        Square whole = default;
        whole.Row0 = GroupSum.Of(shared, sum.Row0, threads);
        whole.Row1 = GroupSum.Of(shared, sum.Row1, threads);
        whole.Row2 = GroupSum.Of(shared, sum.Row2, threads);
        whole.Row3 = GroupSum.Of(shared, sum.Row3, threads);
        int pitch = (shape.Rows + 3) / 4;
        if (Group.IdxX == 0) Store(partial, Grid.IdxX * shape.Rows * pitch, top, left / 4, shape.Rows, pitch, whole);
    }

    /// <summary>Adds the slices of the upper triangle, divides, and writes every element and its mirror image. One group: Edge units of four columns. partial: [slices, C, C rounded up to 4].</summary>
    public static void Reduce<T>(ArrayView<Float4> partial, ArrayView<float> gram, int rows, int slices, float scale)
        where T : struct, ITile
    {
        ArrayView<Float4> shared = SharedMemory.Allocate<Float4>(default(T).Edge * default(T).Edge);
        int edge = default(T).Edge, across = Group.IdxX % edge, down = Group.IdxX / edge, pitch = (rows + 3) / 4, size = rows * pitch;
        int at = (Grid.IdxX * edge) + across, row = at / pitch, column = at % pitch * 4;
        bool upper = row < rows & row <= column + 3;
        Float4 sum = default;
        if (upper)
        {
            for (int s = down; s < slices; s += edge) sum += partial[(s * size) + at];
        }

        shared[Group.IdxX] = sum;
        Group.Barrier();
        if (!upper | down > 0) return;
        for (int i = 1; i < edge; i++) sum += shared[(i * edge) + across];
        Mirror(gram, rows, row, column, sum.X / scale);
        Mirror(gram, rows, row, column + 1, sum.Y / scale);
        Mirror(gram, rows, row, column + 2, sum.Z / scale);
        Mirror(gram, rows, row, column + 3, sum.W / scale);
    }

    private static Float4 Row(ArrayView<Float4> features, GramShape shape, int row, int at)
    {
        Float4 value = default;
        if (row < shape.Rows) value = features[(row * shape.Stride) + at];
        return value;
    }

    private static void AddColumn(ref float sum0, ref float sum1, ref float sum2, ref float sum3, Float4 f0, Float4 f1, Float4 f2, Float4 f3, Float4 g)
    {
        sum0 = Float4.AddDot(sum0, f0, g);
        sum1 = Float4.AddDot(sum1, f1, g);
        sum2 = Float4.AddDot(sum2, f2, g);
        sum3 = Float4.AddDot(sum3, f3, g);
    }

    private static void Mirror(ArrayView<float> gram, int rows, int row, int column, float value)
    {
        if (column < row | column >= rows) return;
        gram[(row * rows) + column] = value;
        gram[(column * rows) + row] = value;
    }

    private static void Store(ArrayView<Float4> partial, int to, int row, int unit, int rows, int pitch, Square square)
    {
        if (unit >= pitch) return;
        int at = to + (row * pitch) + unit;
        if (row < rows) partial[at] = square.Row0;
        if (row + 1 < rows) partial[at + pitch] = square.Row1;
        if (row + 2 < rows) partial[at + (2 * pitch)] = square.Row2;
        if (row + 3 < rows) partial[at + (3 * pitch)] = square.Row3;
    }
}
