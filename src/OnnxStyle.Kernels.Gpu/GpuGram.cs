using ILGPU;
using ILGPU.Runtime;
using OnnxStyle.Kernels.Gpu.Memory;
using OnnxStyle.Kernels.Gpu.Programs;

namespace OnnxStyle.Kernels.Gpu;

/// <summary>Launches <see cref="GramKernels"/>. <see cref="Queue"/> returns at once; the public door waits for the result.</summary>
internal sealed class GpuGram : Gram, IDisposable
{
    /// <summary>Units of four columns that one running sum may cover: rounding grows with its length.</summary>
    private const int MostUnits = 1024;

    private readonly DeviceMemory memory;
    private readonly DeviceMatrix features;
    private readonly DeviceMatrix weights;
    private readonly DeviceBuffer<Float4> partial;
    private readonly DeviceBuffer<float> result;
    private readonly int edge;
    private readonly Action<AcceleratorStream, KernelConfig, ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, GramShape> small;
    private readonly Action<AcceleratorStream, KernelConfig, ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, GramShape> large;
    private readonly Action<AcceleratorStream, KernelConfig, ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, GramShape> narrow;
    private readonly Action<AcceleratorStream, KernelConfig, ArrayView<Float4>, ArrayView<float>, int, int, float> reduce;

    public GpuGram(DeviceMemory memory)
    {
        this.memory = memory;
        features = new DeviceMatrix(memory);
        weights = new DeviceMatrix(memory);
        partial = new DeviceBuffer<Float4>(memory);
        result = new DeviceBuffer<float>(memory);
        Accelerator device = memory.Accelerator;
        edge = memory.IsSimulated ? 4 : 16;
        small = device.LoadKernel<ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, GramShape>(memory.IsSimulated ? GramKernels.Tile<Tile16> : EntryPoints.GramTile64);
        large = device.LoadKernel<ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, GramShape>(memory.IsSimulated ? GramKernels.Tile<Tile32> : EntryPoints.GramTile128);
        narrow = device.LoadKernel<ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, GramShape>(memory.IsSimulated ? GramKernels.Narrow<Tile16> : EntryPoints.GramNarrow);
        reduce = device.LoadKernel<ArrayView<Float4>, ArrayView<float>, int, int, float>(memory.IsSimulated ? GramKernels.Reduce<Tile16> : EntryPoints.GramReduce);
    }

    /// <summary>How M is cut into slices: units of four columns in each, a multiple of a stage.</summary>
    /// <param name="stride">Units of four columns of a device row.</param>
    /// <param name="tiles">Tiles that are computed for each slice.</param>
    /// <param name="busyGroups">Groups that the device wants.</param>
    public static int Slice(int stride, int tiles, int busyGroups)
    {
        int slices = Math.Max((busyGroups + tiles - 1) / tiles, (stride + MostUnits - 1) / MostUnits);
        int units = (stride + slices - 1) / slices;
        return Math.Min(stride, Math.Max(16, (units + 3) / 4 * 4));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        features.Dispose();
        weights.Dispose();
        partial.Dispose();
        result.Dispose();
    }

    /// <summary>Queues the kernels for features that are on the device. Does not wait.</summary>
    /// <param name="f">[C, stride].</param>
    /// <param name="w">[1, stride], or <paramref name="f"/> if there are none.</param>
    /// <param name="weighted">Whether there are weights.</param>
    /// <param name="rows">C.</param>
    /// <param name="stride">Units of four columns from row to row.</param>
    /// <param name="scale">s.</param>
    /// <param name="gram">Receives [C, C].</param>
    internal void Queue(ArrayView<Float4> f, ArrayView<Float4> w, bool weighted, int rows, int stride, float scale, ArrayView<float> gram)
    {
        int side = rows <= 4 * edge ? 4 * edge : 8 * edge, bands = (rows + side - 1) / side, tiles = bands * (bands + 1) / 2;
        bool isNarrow = rows <= 8;
        int slice = isNarrow ? NarrowSlice(stride) : Slice(stride, tiles, memory.BusyGroups), slices = (stride + slice - 1) / slice;
        int pitch = (rows + 3) / 4;
        ArrayView<Float4> sums = partial.OfLength((long)slices * rows * pitch);
        GramShape shape = new(rows, stride, slice, weighted ? 1 : 0);
        if (isNarrow) narrow(memory.Stream, new KernelConfig(new Index2D(slices, rows <= 4 ? 1 : 3), new Index2D(edge * edge, 1)), f, w, sums, shape);
        else (side == 4 * edge ? small : large)(memory.Stream, new KernelConfig(new Index2D(tiles, slices), new Index2D(edge * edge, 1)), f, w, sums, shape);
        reduce(memory.Stream, new KernelConfig(((rows * pitch) + edge - 1) / edge, edge * edge), sums, gram, rows, slices, scale);
    }

    /// <inheritdoc/>
    protected override void Run(MatrixView features, ReadOnlySpan<float> weights, float scale, Span<float> gram)
    {
        ArrayView<Float4> f = this.features.Upload(features);
        ArrayView<Float4> w = weights.IsEmpty ? f : this.weights.Upload(new MatrixView(weights, 1, weights.Length));
        Queue(f, w, !weights.IsEmpty, features.Rows, this.features.Stride, scale, result.OfLength(gram.Length));
        result.Download(gram.Length).CopyTo(gram);
    }

    /// <summary>A thread of the narrow kernel adds up at most a twentieth of what a tile does: it waits for memory alone.</summary>
    private int NarrowSlice(int stride) => Math.Max(edge * edge, Math.Min((stride + memory.BusyGroups - 1) / memory.BusyGroups, edge * edge * 100));
}
