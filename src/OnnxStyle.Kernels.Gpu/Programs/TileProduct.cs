using ILGPU;

namespace OnnxStyle.Kernels.Gpu.Programs;

/// <summary>
/// The inner part of Gram, distances and nearest neighbours: one tile of A Bᵀ, both with rows of contiguous elements.
/// </summary>
/// <remarks>
/// A stage is Edge columns of both tiles, transposed in shared memory, so that the product reads 16 bytes at a time. While one stage is
/// multiplied the next is on its way into registers, and it is written to the other half of the shared memory: one barrier a stage.
/// Device rows are whole stages long and zero beyond their last column (<c>DeviceMatrix</c>), so nothing is checked in the loop; rows beyond
/// the last are read as the last one and never stored.
/// </remarks>
internal static class TileProduct
{
    /// <summary>Float4 elements of shared memory that <see cref="Add{T}"/> needs: two stages of two tiles, rows padded against bank conflicts.</summary>
    public static int SharedLength<T>()
        where T : struct, ITile => 4 * default(T).Edge * ((default(T).Halves * default(T).Edge) + 1);

    /// <summary>sum += A[rowA.., first..last) diag(w) B[rowB.., first..last)ᵀ. All threads of the group call it; the shared memory is free again after it.</summary>
    /// <param name="sum">This thread's part of the tile.</param>
    /// <param name="a">[rowsA, stride] in units of four columns.</param>
    /// <param name="rowsA">Rows of A.</param>
    /// <param name="rowA">The tile's first row of A.</param>
    /// <param name="b">[rowsB, stride].</param>
    /// <param name="rowsB">Rows of B.</param>
    /// <param name="rowB">The tile's first row of B.</param>
    /// <param name="weights">w [stride]; anything if there are none.</param>
    /// <param name="weighted">Whether there are weights: 1 or 0.</param>
    /// <param name="stride">Units of four columns from row to row.</param>
    /// <param name="first">The first unit; a multiple of a stage.</param>
    /// <param name="last">The unit after the last; a multiple of a stage, greater than <paramref name="first"/>.</param>
    /// <param name="shared">[SharedLength].</param>
    public static void Add<T>(
        ref Squares sum, ArrayView<Float4> a, int rowsA, int rowA, ArrayView<Float4> b, int rowsB, int rowB,
        ArrayView<Float4> weights, int weighted, int stride, int first, int last, ArrayView<Float4> shared)
        where T : struct, ITile
    {
        int edge = default(T).Edge, units = default(T).Edge / 4, pitch = (default(T).Halves * default(T).Edge) + 1, tile = default(T).Edge * pitch;
        int thread = Group.IdxX, across = thread % edge, down = thread / edge, row = thread / units, unit = thread % units;
        int fromA = (IntrinsicMath.Min(rowA + row, rowsA - 1) * stride) + unit, fromB = (IntrinsicMath.Min(rowB + row, rowsB - 1) * stride) + unit;
        int farA = (IntrinsicMath.Min(rowA + row + (4 * edge), rowsA - 1) * stride) + unit, farB = (IntrinsicMath.Min(rowB + row + (4 * edge), rowsB - 1) * stride) + unit;
        ArrayView<float> scalars = shared.Cast<float>();
        int to = (16 * unit * pitch) + row;
        Float4 nearA = default, nextA = default, nearB = default, nextB = default;

        Load<T>(a, b, weights, weighted, fromA + first, farA + first, fromB + first, farB + first, unit + first, ref nearA, ref nextA, ref nearB, ref nextB);
        Store<T>(scalars, to, nearA, nextA, nearB, nextB);
        Group.Barrier();
        int half = 0;
        for (int at = first; at < last; at += units)
        {
            int next = at + units;
            if (next < last)
            {
                Load<T>(a, b, weights, weighted, fromA + next, farA + next, fromB + next, farB + next, unit + next, ref nearA, ref nextA, ref nearB, ref nextB);
            }

            int x = (half * 2 * tile) + down, y = (half * 2 * tile) + tile + across;
            for (int k = 0; k < edge; k += 4)
            {
                Multiply<T>(ref sum, shared, x, y);
                Multiply<T>(ref sum, shared, x + pitch, y + pitch);
                Multiply<T>(ref sum, shared, x + (2 * pitch), y + (2 * pitch));
                Multiply<T>(ref sum, shared, x + (3 * pitch), y + (3 * pitch));
                x += 4 * pitch;
                y += 4 * pitch;
            }

            half = 1 - half;
            if (next < last) Store<T>(scalars, to + (half * 8 * tile), nearA, nextA, nearB, nextB);
            Group.Barrier(); // the next stage is written, and nobody reads this one any more
        }
    }

    private static void Load<T>(
        ArrayView<Float4> a, ArrayView<Float4> b, ArrayView<Float4> weights, int weighted, int fromA, int farA, int fromB, int farB, int at,
        ref Float4 nearA, ref Float4 nextA, ref Float4 nearB, ref Float4 nextB)
        where T : struct, ITile
    {
        nearA = a[fromA];
        nearB = b[fromB];
        if (default(T).Halves == 2)
        {
            nextA = a[farA];
            nextB = b[farB];
        }

        if (weighted != 0)
        {
            Float4 w = weights[at];
            nearB *= w;
            nextB *= w;
        }
    }

    private static void Store<T>(ArrayView<float> scalars, int to, Float4 nearA, Float4 nextA, Float4 nearB, Float4 nextB)
        where T : struct, ITile
    {
        int pitch = 4 * ((default(T).Halves * default(T).Edge) + 1), tile = default(T).Edge * pitch;
        Transpose(scalars, to, pitch, nearA);
        Transpose(scalars, to + tile, pitch, nearB);
        if (default(T).Halves == 2)
        {
            Transpose(scalars, to + (4 * default(T).Edge), pitch, nextA);
            Transpose(scalars, to + tile + (4 * default(T).Edge), pitch, nextB);
        }
    }

    private static void Transpose(ArrayView<float> scalars, int to, int pitch, Float4 value)
    {
        scalars[to] = value.X;
        scalars[to + pitch] = value.Y;
        scalars[to + (2 * pitch)] = value.Z;
        scalars[to + (3 * pitch)] = value.W;
    }

    private static void Multiply<T>(ref Squares sum, ArrayView<Float4> shared, int x, int y)
        where T : struct, ITile
    {
        Float4 x0 = shared[x], y0 = shared[y];
        Square.AddOuter(ref sum.TopLeft, x0, y0);
        if (default(T).Halves == 2)
        {
            Float4 x1 = shared[x + default(T).Edge], y1 = shared[y + default(T).Edge];
            Square.AddOuter(ref sum.TopRight, x0, y1);
            Square.AddOuter(ref sum.BottomLeft, x1, y0);
            Square.AddOuter(ref sum.BottomRight, x1, y1);
        }
    }
}
