using ILGPU;

namespace OnnxStyle.Kernels.Gpu.Programs;

/// <summary>
/// The nearest rows of Y for every row of X; the matrix of distances never leaves shared memory. A group takes a tile of rows of X and walks
/// over a slice of Y. What is nearer than a row's current last is appended to the row's candidates in global memory; when these might
/// overflow they are sorted and cut to Count, which brings the last nearer. Grid x: tiles of rows, y: slices; a second kernel merges slices.
/// </summary>
internal static class TopKKernels
{
    /// <summary>Candidates of one slice. candidateDistances, candidateIndices: [slices, tiles of rows, rows of a tile, Capacity]; lists: [slices, Rows, Count], sorted.</summary>
    public static void Search<T>(
        ArrayView<Float4> x, ArrayView<Float4> y, ArrayView<float> candidateDistances, ArrayView<int> candidateIndices,
        ArrayView<float> listDistances, ArrayView<int> listIndices, TopKShape shape)
        where T : struct, ITile
    {
        ArrayView<Float4> shared = SharedMemory.Allocate<Float4>(4 * default(T).Edge * (default(T).Edge + 1));
        ArrayView<float> sortDistances = SharedMemory.Allocate<float>(Candidates.SortLength);
        ArrayView<int> sortIndices = SharedMemory.Allocate<int>(Candidates.SortLength);
        ArrayView<float> lastDistances = SharedMemory.Allocate<float>(4 * default(T).Edge);
        ArrayView<int> lastIndices = SharedMemory.Allocate<int>(4 * default(T).Edge);
        ArrayView<int> counts = SharedMemory.Allocate<int>(4 * default(T).Edge);
        ArrayView<int> full = SharedMemory.Allocate<int>(1);
        ArrayView<float> tile = shared.Cast<float>(); // the distances of a tile, where its stages were
        int edge = default(T).Edge, side = 4 * default(T).Edge, pitch = side + 1, thread = Group.IdxX;
        int row = Grid.IdxX * side, home = ((Grid.IdxY * Grid.DimX) + Grid.IdxX) * side * shape.Capacity;
        if (thread < side)
        {
            lastDistances[thread] = Candidates.NoDistance;
            lastIndices[thread] = Candidates.NoIndex;
            counts[thread] = 0;
        }

        if (thread == 0) full[0] = 0;
        int scanned = thread % side, part = thread / side * 16;
        int first = Grid.IdxY * shape.Slice, last = IntrinsicMath.Min(first + shape.Slice, shape.Columns);
        for (int column = first; column < last; column += side)
        {
            Squares sum = default;
            TileProduct.Add<T>(
                ref sum, x, shape.FirstRow + shape.Rows, shape.FirstRow + row, y, shape.Columns, column, y, 0, shape.Stride, 0, shape.Stride, shared);
            int to = (4 * (thread / edge) * pitch) + (4 * (thread % edge));
            Put(tile, to, sum.TopLeft.Row0);
            Put(tile, to + pitch, sum.TopLeft.Row1);
            Put(tile, to + (2 * pitch), sum.TopLeft.Row2);
            Put(tile, to + (3 * pitch), sum.TopLeft.Row3);
            Group.Barrier(); // the tile is whole

            if (row + scanned < shape.Rows)
            {
                float lastDistance = lastDistances[scanned];
                int lastIndex = lastIndices[scanned];
                for (int j = part; j < part + 16; j++)
                {
                    float distance = tile[(scanned * pitch) + j];
                    int index = column + j;
                    if (index < last & Candidates.Before(distance, index, lastDistance, lastIndex))
                    {
                        // Places are given out in any order; the sort makes it one.
                        int place = Atomic.Add(ref counts[scanned], 1), at = home + (scanned * shape.Capacity) + place;
                        candidateDistances[at] = distance;
                        candidateIndices[at] = index;
                        if (place >= shape.Capacity - side) full[0] = 1;
                    }
                }
            }

            Group.Barrier(); // all candidates are in place
            if (full[0] != 0)
            {
                Cut<T>(candidateDistances, candidateIndices, home, sortDistances, sortIndices, lastDistances, lastIndices, counts, shape);
                if (thread == 0) full[0] = 0;
                Group.Barrier();
            }
        }

        Cut<T>(candidateDistances, candidateIndices, home, sortDistances, sortIndices, lastDistances, lastIndices, counts, shape);
        for (int r = 0; r < side & row + r < shape.Rows; r++)
        {
            int list = ((Grid.IdxY * shape.Rows) + row + r) * shape.Count, from = home + (r * shape.Capacity);
            for (int i = thread; i < shape.Count; i += edge * edge)
            {
                listDistances[list + i] = candidateDistances[from + i];
                listIndices[list + i] = candidateIndices[from + i];
            }
        }
    }

    /// <summary>Merges the slices' lists of one row; one group a row. lists: [slices, rows, count]; results: [rows, count].</summary>
    public static void Merge<T>(
        ArrayView<float> listDistances, ArrayView<int> listIndices, ArrayView<float> distances, ArrayView<int> indices, int rows, int count, int slices)
        where T : struct, ITile
    {
        ArrayView<float> sortDistances = SharedMemory.Allocate<float>(Candidates.SortLength);
        ArrayView<int> sortIndices = SharedMemory.Allocate<int>(Candidates.SortLength);
        int threads = default(T).Edge * default(T).Edge, row = Grid.IdxX, total = slices * count, kept = 0, taken = 0;
        while (taken < total)
        {
            int room = IntrinsicMath.Min(Candidates.SortLength - kept, total - taken);
            for (int i = kept + Group.IdxX; i < Candidates.SortLength; i += threads)
            {
                float distance = Candidates.NoDistance;
                int index = Candidates.NoIndex, entry = taken + i - kept;
                if (i - kept < room)
                {
                    int at = (((entry / count * rows) + row) * count) + (entry % count);
                    distance = listDistances[at];
                    index = listIndices[at];
                }

                sortDistances[i] = distance;
                sortIndices[i] = index;
            }

            Group.Barrier(); // all entries are in place
            Candidates.Sort(sortDistances, sortIndices, Candidates.SortLength, Candidates.SortLength, threads);
            taken += room;
            kept = count;
        }

        for (int i = Group.IdxX; i < count; i += threads)
        {
            distances[(row * count) + i] = sortDistances[i];
            indices[(row * count) + i] = sortIndices[i];
        }
    }

    /// <summary>Sorts the candidates of every row and keeps the first Count of them.</summary>
    private static void Cut<T>(
        ArrayView<float> candidateDistances, ArrayView<int> candidateIndices, int home, ArrayView<float> sortDistances, ArrayView<int> sortIndices,
        ArrayView<float> lastDistances, ArrayView<int> lastIndices, ArrayView<int> counts, TopKShape shape)
        where T : struct, ITile
    {
        int threads = default(T).Edge * default(T).Edge, side = 4 * default(T).Edge;
        int together = IntrinsicMath.Min(side, Candidates.SortLength / shape.Capacity), length = together * shape.Capacity;
        for (int row = 0; row < side; row += together)
        {
            for (int i = Group.IdxX; i < length; i += threads)
            {
                float distance = Candidates.NoDistance;
                int index = Candidates.NoIndex, at = home + (row * shape.Capacity) + i;
                if (i % shape.Capacity < counts[row + (i / shape.Capacity)])
                {
                    distance = candidateDistances[at];
                    index = candidateIndices[at];
                }

                sortDistances[i] = distance;
                sortIndices[i] = index;
            }

            Group.Barrier(); // all candidates of these rows are in place
            Candidates.Sort(sortDistances, sortIndices, length, shape.Capacity, threads);
            for (int i = Group.IdxX; i < length; i += threads)
            {
                int rank = i % shape.Capacity, r = row + (i / shape.Capacity), at = home + (row * shape.Capacity) + i;
                if (rank < shape.Count)
                {
                    candidateDistances[at] = sortDistances[i];
                    candidateIndices[at] = sortIndices[i];
                }

                if (rank == shape.Count - 1)
                {
                    lastDistances[r] = sortDistances[i];
                    lastIndices[r] = sortIndices[i];
                    counts[r] = IntrinsicMath.Min(counts[r], shape.Count);
                }
            }

            Group.Barrier(); // the next rows take the place
        }
    }

    private static void Put(ArrayView<float> tile, int at, Float4 cosines)
    {
        tile[at] = CosineKernels.OfCosine(cosines.X);
        tile[at + 1] = CosineKernels.OfCosine(cosines.Y);
        tile[at + 2] = CosineKernels.OfCosine(cosines.Z);
        tile[at + 3] = CosineKernels.OfCosine(cosines.W);
    }
}
