using ILGPU;
using ILGPU.Runtime;
using OnnxStyle.Kernels.Gpu.Memory;
using OnnxStyle.Kernels.Gpu.Programs;

namespace OnnxStyle.Kernels.Gpu;

/// <summary>Launches <see cref="CosineKernels"/>. The methods that queue return at once; the public door waits for results.</summary>
internal sealed class GpuCosineDistance : CosineDistance, IDisposable
{
    private readonly DeviceMemory memory;
    private readonly DeviceMatrix x;
    private readonly DeviceMatrix y;
    private readonly DeviceMatrix tile;
    private readonly GpuTopK topK;
    private readonly int edge;
    private readonly Action<AcceleratorStream, KernelConfig, ArrayView<Float4>, int, int> normalize;
    private readonly Action<AcceleratorStream, KernelConfig, ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, CosineShape> small;
    private readonly Action<AcceleratorStream, KernelConfig, ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, CosineShape> large;

    public GpuCosineDistance(DeviceMemory memory)
    {
        this.memory = memory;
        x = new DeviceMatrix(memory);
        y = new DeviceMatrix(memory);
        tile = new DeviceMatrix(memory);
        topK = new GpuTopK(memory);
        Accelerator device = memory.Accelerator;
        edge = memory.IsSimulated ? 4 : 16;
        normalize = device.LoadKernel<ArrayView<Float4>, int, int>(memory.IsSimulated ? CosineKernels.Normalize<Tile16> : EntryPoints.CosineNormalize);
        small = device.LoadKernel<ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, CosineShape>(memory.IsSimulated ? CosineKernels.Distance<Tile16> : EntryPoints.CosineDistance64);
        large = device.LoadKernel<ArrayView<Float4>, ArrayView<Float4>, ArrayView<Float4>, CosineShape>(memory.IsSimulated ? CosineKernels.Distance<Tile32> : EntryPoints.CosineDistance128);
    }

    /// <summary>Rows and columns of the matrix that the device computes at once: 64 MB; small where threads are simulated, so that tests see more than one.</summary>
    private (int Rows, int Columns) MostAtOnce => memory.IsSimulated ? (64, 96) : (2048, 8192);

    /// <inheritdoc/>
    public void Dispose()
    {
        x.Dispose();
        y.Dispose();
        tile.Dispose();
        topK.Dispose();
    }

    /// <summary>Queues the division of rows by their lengths, in place. Does not wait.</summary>
    internal void QueueNormalize(ArrayView<Float4> values, int rows, int stride) =>
        normalize(memory.Stream, new KernelConfig((rows + edge - 1) / edge, edge * edge), values, rows, stride);

    /// <summary>Queues the distances of unit rows. Does not wait.</summary>
    /// <param name="x">[N, stride], unit rows.</param>
    /// <param name="y">[K, stride], unit rows.</param>
    /// <param name="distances">Receives [N, K rounded up to 16].</param>
    /// <param name="shape">The sizes.</param>
    internal void QueueDistances(ArrayView<Float4> x, ArrayView<Float4> y, ArrayView<Float4> distances, CosineShape shape)
    {
        // The large tile pays once there are enough of them for every multiprocessor.
        long wide = ((shape.Rows + (8L * edge) - 1) / (8 * edge)) * ((shape.Columns + (8L * edge) - 1) / (8 * edge));
        int side = wide * 4 >= memory.BusyGroups ? 8 * edge : 4 * edge;
        int groups = ((shape.Rows + side - 1) / side) * ((shape.Columns + side - 1) / side);
        (side == 4 * edge ? small : large)(memory.Stream, new KernelConfig(groups, edge * edge), x, y, distances, shape);
    }

    /// <inheritdoc/>
    protected override void RunFull(MatrixView x, MatrixView y, Span<float> distances)
    {
        Span<float> whole = distances;
        int columns = y.Rows, most = MostAtOnce.Rows * MostAtOnce.Columns, band = Math.Max(1, Math.Min(x.Rows, most / DeviceMatrix.PaddedColumns(columns)));
        (ArrayView<Float4> xs, ArrayView<Float4> ys) = Normalized(x, y);
        for (int row = 0; row < x.Rows; row += band)
        {
            int rows = Math.Min(band, x.Rows - row);
            MatrixView result = Distances(xs, row, rows, ys, 0, columns);
            for (int r = 0; r < rows; r++) result.Row(r).CopyTo(whole[((row + r) * columns)..]);
        }
    }

    /// <inheritdoc/>
    protected override void RunTiles(MatrixView x, MatrixView y, DistanceTile receive)
    {
        (int mostRows, int mostColumns) = MostAtOnce;
        (ArrayView<Float4> xs, ArrayView<Float4> ys) = Normalized(x, y);
        for (int row = 0; row < x.Rows; row += mostRows)
        {
            for (int column = 0; column < y.Rows; column += mostColumns)
            {
                receive(row, column, Distances(xs, row, Math.Min(mostRows, x.Rows - row), ys, column, Math.Min(mostColumns, y.Rows - column)));
            }
        }
    }

    /// <inheritdoc/>
    protected override void RunTopK(MatrixView x, MatrixView y, int count, Span<float> distances, Span<int> indices)
    {
        (ArrayView<Float4> xs, ArrayView<Float4> ys) = Normalized(x, y);
        topK.Find(xs, x.Rows, ys, y.Rows, this.x.Stride, count, distances, indices);
    }

    private (ArrayView<Float4> X, ArrayView<Float4> Y) Normalized(MatrixView x, MatrixView y)
    {
        ArrayView<Float4> xs = this.x.Upload(x), ys = this.y.Upload(y);
        QueueNormalize(xs, x.Rows, this.x.Stride);
        QueueNormalize(ys, y.Rows, this.y.Stride);
        return (xs, ys);
    }

    private MatrixView Distances(ArrayView<Float4> xs, int row, int rows, ArrayView<Float4> ys, int column, int columns)
    {
        int stride = x.Stride;
        QueueDistances(
            xs.SubView((long)row * stride, (long)rows * stride), ys.SubView((long)column * stride, (long)columns * stride), tile.OfShape(rows, columns),
            new CosineShape(rows, columns, stride));
        return tile.Download(rows, columns);
    }
}
