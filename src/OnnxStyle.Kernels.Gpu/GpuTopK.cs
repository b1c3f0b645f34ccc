using ILGPU;
using ILGPU.Runtime;
using OnnxStyle.Kernels.Gpu.Memory;
using OnnxStyle.Kernels.Gpu.Programs;

namespace OnnxStyle.Kernels.Gpu;

/// <summary>Launches <see cref="TopKKernels"/>.</summary>
internal sealed class GpuTopK : IDisposable
{
    private readonly DeviceMemory memory;
    private readonly DeviceBuffer<float> candidateDistances;
    private readonly DeviceBuffer<int> candidateIndices;
    private readonly DeviceBuffer<float> listDistances;
    private readonly DeviceBuffer<int> listIndices;
    private readonly DeviceBuffer<float> nearestDistances;
    private readonly DeviceBuffer<int> nearestIndices;
    private readonly int edge;
    private readonly Action<AcceleratorStream, KernelConfig, ArrayView<Float4>, ArrayView<Float4>, ArrayView<float>, ArrayView<int>, ArrayView<float>, ArrayView<int>, TopKShape> search;
    private readonly Action<AcceleratorStream, KernelConfig, ArrayView<float>, ArrayView<int>, ArrayView<float>, ArrayView<int>, int, int, int> merge;

    public GpuTopK(DeviceMemory memory)
    {
        this.memory = memory;
        candidateDistances = new DeviceBuffer<float>(memory);
        candidateIndices = new DeviceBuffer<int>(memory);
        listDistances = new DeviceBuffer<float>(memory);
        listIndices = new DeviceBuffer<int>(memory);
        nearestDistances = new DeviceBuffer<float>(memory);
        nearestIndices = new DeviceBuffer<int>(memory);
        Accelerator device = memory.Accelerator;
        edge = memory.IsSimulated ? 4 : 16;
        search = device.LoadKernel<ArrayView<Float4>, ArrayView<Float4>, ArrayView<float>, ArrayView<int>, ArrayView<float>, ArrayView<int>, TopKShape>(
            memory.IsSimulated ? TopKKernels.Search<Tile16> : EntryPoints.TopKSearch);
        merge = device.LoadKernel<ArrayView<float>, ArrayView<int>, ArrayView<float>, ArrayView<int>, int, int, int>(
            memory.IsSimulated ? TopKKernels.Merge<Tile16> : EntryPoints.TopKMerge);
    }

    /// <summary>Candidates that are in device memory at once: 256 MB of pairs; few where threads are simulated, so that tests see more than one launch.</summary>
    private long MostCandidates => memory.IsSimulated ? 1 << 12 : 1 << 25;

    /// <inheritdoc/>
    public void Dispose()
    {
        candidateDistances.Dispose();
        candidateIndices.Dispose();
        listDistances.Dispose();
        listIndices.Dispose();
        nearestDistances.Dispose();
        nearestIndices.Dispose();
    }

    /// <summary>Finds the nearest rows, as many rows of X at once as their candidates have room, and waits for each.</summary>
    public void Find(ArrayView<Float4> x, int rows, ArrayView<Float4> y, int columns, int stride, int count, Span<float> distances, Span<int> indices)
    {
        int side = 4 * edge, most = (int)Math.Min(rows, Math.Max(side, MostCandidates / Capacity(count) / side * side));
        for (int row = 0; row < rows; row += most)
        {
            int some = Math.Min(most, rows - row);
            Queue(x, row, some, y, columns, stride, count);
            nearestDistances.Download(some * count).CopyTo(distances[(row * count)..]);
            nearestIndices.Download(some * count).CopyTo(indices[(row * count)..]);
        }
    }

    /// <summary>Queues the search for some rows of X. Does not wait.</summary>
    internal void Queue(ArrayView<Float4> x, int row, int rows, ArrayView<Float4> y, int columns, int stride, int count)
    {
        int side = 4 * edge, bands = (rows + side - 1) / side, capacity = Capacity(count);
        int wanted = Math.Max(1, memory.BusyGroups / bands), room = (int)Math.Max(1, MostCandidates / ((long)bands * side * capacity));
        int least = Math.Max(4 * side, 2 * count), slices = Math.Max(1, Math.Min(Math.Min(wanted, room), columns / least));
        int slice = (((columns + slices - 1) / slices) + side - 1) / side * side;
        slices = (columns + slice - 1) / slice;
        ArrayView<float> nearest = nearestDistances.OfLength((long)rows * count);
        ArrayView<int> which = nearestIndices.OfLength((long)rows * count);
        ArrayView<float> lists = slices == 1 ? nearest : listDistances.OfLength((long)slices * rows * count);
        ArrayView<int> listed = slices == 1 ? which : listIndices.OfLength((long)slices * rows * count);
        long candidates = (long)slices * bands * side * capacity;
        search(memory.Stream, new KernelConfig(new Index2D(bands, slices), new Index2D(edge * edge, 1)), x, y,
            candidateDistances.OfLength(candidates), candidateIndices.OfLength(candidates), lists, listed, new TopKShape(rows, columns, stride, row, count, capacity, slice));
        if (slices > 1) merge(memory.Stream, new KernelConfig(rows, edge * edge), lists, listed, nearest, which, rows, count, slices);
    }

    /// <summary>Candidates kept for a row: twice the count, and room for a tile's columns.</summary>
    private int Capacity(int count)
    {
        int capacity = 1, least = Math.Max(2 * count, count + (4 * edge));
        while (capacity < least) capacity *= 2;
        return capacity;
    }
}
