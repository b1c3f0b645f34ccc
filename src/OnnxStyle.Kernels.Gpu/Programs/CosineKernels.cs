using ILGPU;
using ILGPU.Algorithms;

namespace OnnxStyle.Kernels.Gpu.Programs;

/// <summary>Cosine distances: rows are brought to length 1 once, in place; then a distance is 1 minus an element of X Yᵀ.</summary>
internal static class CosineKernels
{
    /// <summary>
    /// Divides every row by its length; rows of zeros stay. Edge threads a row, Edge rows a group. The row is first divided by its largest
    /// element, so that float is enough for 1e-30 as for 1e30.
    /// </summary>
    public static void Normalize<T>(ArrayView<Float4> values, int rows, int stride)
        where T : struct, ITile
    {
        ArrayView<float> shared = SharedMemory.Allocate<float>(default(T).Edge * default(T).Edge);
        int edge = default(T).Edge, across = Group.IdxX % edge, down = Group.IdxX / edge, row = (Grid.IdxX * edge) + down;
        int start = IntrinsicMath.Min(row, rows - 1) * stride;
        float largest = 0;
        for (int i = across; i < stride; i += edge)
        {
            Float4 v = values[start + i];
            float xy = IntrinsicMath.Max(IntrinsicMath.Abs(v.X), IntrinsicMath.Abs(v.Y)), zw = IntrinsicMath.Max(IntrinsicMath.Abs(v.Z), IntrinsicMath.Abs(v.W));
            largest = IntrinsicMath.Max(largest, IntrinsicMath.Max(xy, zw));
        }

        shared[Group.IdxX] = largest;
        Group.Barrier();
        for (int i = 0; i < edge; i++) largest = IntrinsicMath.Max(largest, shared[(down * edge) + i]);
        Group.Barrier(); // everyone has read the largest elements before sums take their place

        float divisor = largest > 0 ? largest : 1, part = 0;
        for (int i = across; i < stride; i += edge)
        {
            Float4 v = Divide(values[start + i], divisor);
            part = Float4.AddDot(part, v, v);
        }

        shared[Group.IdxX] = part;
        Group.Barrier();
        float sum = 0;
        for (int i = 0; i < edge; i++) sum += shared[(down * edge) + i];
        float length = sum > 0 ? XMath.Sqrt(sum) : 1;
        if (row >= rows) return;
        for (int i = across; i < stride; i += edge) values[start + i] = Divide(Divide(values[start + i], divisor), length);
    }

    /// <summary>Distances of one tile, in [0, 2]. One group a tile, row of tiles by row of tiles. distances: [N, K rounded up to 16].</summary>
    public static void Distance<T>(ArrayView<Float4> x, ArrayView<Float4> y, ArrayView<Float4> distances, CosineShape shape)
        where T : struct, ITile
    {
        ArrayView<Float4> shared = SharedMemory.Allocate<Float4>(4 * default(T).Edge * ((default(T).Halves * default(T).Edge) + 1));
        int edge = default(T).Edge, side = 4 * default(T).Edge * default(T).Halves, tiles = (shape.Columns + side - 1) / side;
        int down = Grid.IdxX / tiles, right = Grid.IdxX % tiles;
        Squares sum = default;
        TileProduct.Add<T>(ref sum, x, shape.Rows, down * side, y, shape.Columns, right * side, y, 0, shape.Stride, 0, shape.Stride, shared);

        int pitch = (shape.Columns + 15) / 16 * 4, row = (down * side) + (4 * (Group.IdxX / edge)), unit = (right * (side / 4)) + (Group.IdxX % edge);
        Store(distances, row, unit, shape.Rows, pitch, sum.TopLeft);
        if (default(T).Halves == 2)
        {
            Store(distances, row, unit + edge, shape.Rows, pitch, sum.TopRight);
            Store(distances, row + (4 * edge), unit, shape.Rows, pitch, sum.BottomLeft);
            Store(distances, row + (4 * edge), unit + edge, shape.Rows, pitch, sum.BottomRight);
        }
    }

    /// <summary>1 - cos, kept within [0, 2] where rounding leaves it.</summary>
    public static float OfCosine(float cosine) => IntrinsicMath.Max(0f, IntrinsicMath.Min(2f, 1f - cosine));

    private static void Store(ArrayView<Float4> distances, int row, int unit, int rows, int pitch, Square square)
    {
        if (unit >= pitch) return;
        int at = (row * pitch) + unit;
        if (row < rows) distances[at] = OfCosines(square.Row0);
        if (row + 1 < rows) distances[at + pitch] = OfCosines(square.Row1);
        if (row + 2 < rows) distances[at + (2 * pitch)] = OfCosines(square.Row2);
        if (row + 3 < rows) distances[at + (3 * pitch)] = OfCosines(square.Row3);
    }

    private static Float4 OfCosines(Float4 c) => new(OfCosine(c.X), OfCosine(c.Y), OfCosine(c.Z), OfCosine(c.W));

    private static Float4 Divide(Float4 v, float by) => new(v.X / by, v.Y / by, v.Z / by, v.W / by);
}
