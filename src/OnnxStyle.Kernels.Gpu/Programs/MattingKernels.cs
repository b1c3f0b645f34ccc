using ILGPU;

namespace OnnxStyle.Kernels.Gpu.Programs;

/// <summary>
/// (L p)_i = Σ_j W(i,j) (p_i - p_j), four channels at once. A group has a tile of 2 * Edge columns and Edge / 2 rows; p with two neighbours on
/// every side lies in shared memory, the four channels of a pixel together. Of the symmetric W each half is stored once (<see cref="MattingCouplings"/>);
/// the other half is read at the neighbour, from the cache. Planes have borders of zeros, so nothing is checked. Grid x, y: tiles, z: channels by four.
/// </summary>
internal static class MattingKernels
{
    /// <summary>L p. couplings: [12, H + 2, pitch]; p, product: [channels, H, W].</summary>
    public static void Multiply<T>(ArrayView<float> couplings, ArrayView<float> p, ArrayView<float> product, MattingShape shape)
        where T : struct, ITile
    {
        ArrayView<Float4> tile = SharedMemory.Allocate<Float4>(((default(T).Edge / 2) + 4) * ((2 * default(T).Edge) + 4));
        Load<T>(p, tile, shape);
        int columns = 2 * default(T).Edge, across = Group.IdxX % columns, down = Group.IdxX / columns, pitch = columns + 4;
        int x = (Grid.IdxX * columns) + across, y = (Grid.IdxY * (default(T).Edge / 2)) + down;
        if (x >= shape.Width | y >= shape.Height) return;

        int plane = (shape.Height + MattingShape.RowsAbove) * shape.Pitch, at = ((y + MattingShape.RowsAbove) * shape.Pitch) + x + MattingShape.ColumnsLeft;
        int here = ((down + 2) * pitch) + across + 2;
        Float4 sum = default;
        sum = Pair(sum, couplings, at, 1, tile, here, 1);
        sum = Pair(sum, couplings, at + plane, 2, tile, here, 2);
        sum = Pair(sum, couplings, at + (2 * plane), shape.Pitch - 2, tile, here, pitch - 2);
        sum = Pair(sum, couplings, at + (3 * plane), shape.Pitch - 1, tile, here, pitch - 1);
        sum = Pair(sum, couplings, at + (4 * plane), shape.Pitch, tile, here, pitch);
        sum = Pair(sum, couplings, at + (5 * plane), shape.Pitch + 1, tile, here, pitch + 1);
        sum = Pair(sum, couplings, at + (6 * plane), shape.Pitch + 2, tile, here, pitch + 2);
        sum = Pair(sum, couplings, at + (7 * plane), (2 * shape.Pitch) - 2, tile, here, (2 * pitch) - 2);
        sum = Pair(sum, couplings, at + (8 * plane), (2 * shape.Pitch) - 1, tile, here, (2 * pitch) - 1);
        sum = Pair(sum, couplings, at + (9 * plane), (2 * shape.Pitch), tile, here, (2 * pitch));
        sum = Pair(sum, couplings, at + (10 * plane), (2 * shape.Pitch) + 1, tile, here, (2 * pitch) + 1);
        sum = Pair(sum, couplings, at + (11 * plane), (2 * shape.Pitch) + 2, tile, here, (2 * pitch) + 2);

        int size = shape.Height * shape.Width, channel = 4 * Grid.IdxZ, to = (channel * size) + (y * shape.Width) + x;
        product[to] = sum.X;
        if (channel + 1 < shape.Channels) product[to + size] = sum.Y;
        if (channel + 2 < shape.Channels) product[to + (2 * size)] = sum.Z;
        if (channel + 3 < shape.Channels) product[to + (3 * size)] = sum.W;
    }

    /// <summary>pᵀ L p = Σ_i&lt;j W(i,j) (p_i - p_j)², added up over each group; the host adds up groups in double. sums: [channels by four, groups].</summary>
    public static void Energy<T>(ArrayView<float> couplings, ArrayView<float> p, ArrayView<Float4> sums, MattingShape shape)
        where T : struct, ITile
    {
        ArrayView<Float4> tile = SharedMemory.Allocate<Float4>(((default(T).Edge / 2) + 4) * ((2 * default(T).Edge) + 4));
        ArrayView<Float4> shared = SharedMemory.Allocate<Float4>(default(T).Edge * default(T).Edge);
        Load<T>(p, tile, shape);
        int columns = 2 * default(T).Edge, across = Group.IdxX % columns, down = Group.IdxX / columns, pitch = columns + 4;
        int x = (Grid.IdxX * columns) + across, y = (Grid.IdxY * (default(T).Edge / 2)) + down;
        Float4 sum = default;
        if (x < shape.Width & y < shape.Height)
        {
            int plane = (shape.Height + MattingShape.RowsAbove) * shape.Pitch, at = ((y + MattingShape.RowsAbove) * shape.Pitch) + x + MattingShape.ColumnsLeft;
            int here = ((down + 2) * pitch) + across + 2;
            Float4 value = tile[here];
            for (int right = 1; right <= 2; right++) sum = AddSquare(sum, couplings[((right - 1) * plane) + at], value - tile[here + right]);
            for (int right = -2; right <= 2; right++)
            {
                sum = AddSquare(sum, couplings[((right + 4) * plane) + at], value - tile[here + pitch + right]);
                sum = AddSquare(sum, couplings[((right + 9) * plane) + at], value - tile[here + (2 * pitch) + right]);
            }
        }

        sum = GroupSum.Of(shared, sum, default(T).Edge * default(T).Edge);
        if (Group.IdxX == 0) sums[(((Grid.IdxZ * Grid.DimY) + Grid.IdxY) * Grid.DimX) + Grid.IdxX] = sum;
    }

    /// <summary>Brings p of the tile and two neighbours on every side; zero outside of the picture, where couplings are zero.</summary>
    private static void Load<T>(ArrayView<float> p, ArrayView<Float4> tile, MattingShape shape)
        where T : struct, ITile
    {
        int threads = default(T).Edge * default(T).Edge, pitch = (2 * default(T).Edge) + 4, cells = ((default(T).Edge / 2) + 4) * pitch;
        int left = (Grid.IdxX * 2 * default(T).Edge) - 2, top = (Grid.IdxY * (default(T).Edge / 2)) - 2;
        int size = shape.Height * shape.Width, channel = 4 * Grid.IdxZ, start = channel * size;
        for (int cell = Group.IdxX; cell < cells; cell += threads)
        {
            int x = left + (cell % pitch), y = top + (cell / pitch);
            Float4 value = default;
            if (x >= 0 & x < shape.Width & y >= 0 & y < shape.Height)
            {
                int at = start + (y * shape.Width) + x;
                value.X = p[at];
                if (channel + 1 < shape.Channels) value.Y = p[at + size];
                if (channel + 2 < shape.Channels) value.Z = p[at + (2 * size)];
                if (channel + 3 < shape.Channels) value.W = p[at + (3 * size)];
            }

            tile[cell] = value;
        }

        Group.Barrier(); // the tile is whole
    }

    /// <summary>What the neighbour after i and the one before i, a coupling's step away, say about i: all loads are independent of each other.</summary>
    private static Float4 Pair(Float4 sum, ArrayView<float> couplings, int coupling, int back, ArrayView<Float4> tile, int here, int step)
    {
        Float4 value = tile[here];
        sum = Float4.Add(sum, couplings[coupling], value - tile[here + step]);
        return Float4.Add(sum, couplings[coupling - back], value - tile[here - step]);
    }

    private static Float4 AddSquare(Float4 sum, float coupling, Float4 difference) => Float4.Add(sum, coupling, difference * difference);
}
