using ILGPU;
using ILGPU.Runtime;
using OnnxStyle.Kernels.Gpu.Memory;
using OnnxStyle.Kernels.Gpu.Programs;

namespace OnnxStyle.Kernels.Gpu;

/// <summary>Launches <see cref="MattingKernels"/>. Couplings are computed on the host in double, once, and stay on the device as float.</summary>
internal sealed class GpuMattingLaplacian : MattingLaplacian
{
    private readonly GpuMattingLaunchers launchers;
    private readonly DeviceMemory memory;
    private readonly DeviceBuffer<float> couplings;
    private readonly DeviceBuffer<float> values;
    private readonly DeviceBuffer<float> products;
    private readonly DeviceBuffer<Float4> sums;
    private readonly int pitch;

    public GpuMattingLaplacian(DeviceMemory memory, GpuMattingLaunchers launchers, ReadOnlySpan<float> guide, int height, int width, double epsilon)
        : base(guide, height, width, epsilon)
    {
        this.memory = memory;
        this.launchers = launchers;
        couplings = new DeviceBuffer<float>(memory);
        values = new DeviceBuffer<float>(memory);
        products = new DeviceBuffer<float>(memory);
        sums = new DeviceBuffer<Float4>(memory);
        pitch = (width + MattingShape.ColumnsLeft + 2 + 7) / 8 * 8;
        float[] computed = new float[MattingCouplings.Count * height * width];
        MattingCouplings.Compute(guide, height, width, epsilon, computed);
        using DeviceBuffer<float> staging = new(memory);
        int rows = height + MattingShape.RowsAbove, length = checked(MattingCouplings.Count * rows * pitch);
        Span<float> host = staging.Host(length);
        host.Clear();
        for (int c = 0; c < MattingCouplings.Count; c++)
        {
            for (int y = 0; y < height; y++)
            {
                Span<float> row = host.Slice((((c * rows) + y + MattingShape.RowsAbove) * pitch) + MattingShape.ColumnsLeft, width);
                computed.AsSpan(((c * height) + y) * width, width).CopyTo(row);
            }
        }

        couplings.CopyFrom(staging, length);
    }

    /// <inheritdoc/>
    public override long Bytes => couplings.Bytes + values.Bytes + products.Bytes + sums.Bytes;

    /// <summary>Queues L p for p that is on the device. Does not wait.</summary>
    internal void Queue(ArrayView<float> p, ArrayView<float> product, int channels) =>
        launchers.Multiply(memory.Stream, Config(channels), Couplings, p, product, new MattingShape(Height, Width, pitch, channels));

    /// <inheritdoc/>
    protected override void RunMultiply(ReadOnlySpan<float> p, int channels, Span<float> product)
    {
        p.CopyTo(values.Host(p.Length));
        Queue(values.Upload(p.Length), products.OfLength(p.Length), channels);
        products.Download(p.Length).CopyTo(product);
    }

    /// <inheritdoc/>
    protected override void RunEnergy(ReadOnlySpan<float> p, int channels, Span<double> energies)
    {
        KernelConfig config = Config(channels);
        int groups = config.GridDim.X * config.GridDim.Y, chunks = config.GridDim.Z;
        p.CopyTo(values.Host(p.Length));
        launchers.Energy(memory.Stream, config, Couplings, values.Upload(p.Length), sums.OfLength(groups * chunks), new MattingShape(Height, Width, pitch, channels));
        ReadOnlySpan<Float4> parts = sums.Download(groups * chunks);
        energies.Clear();
        for (int c = 0; c < channels; c++)
        {
            foreach (Float4 part in parts.Slice(c / 4 * groups, groups))
            {
                energies[c] += (c % 4) switch { 0 => part.X, 1 => part.Y, 2 => part.Z, _ => part.W };
            }
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing) return;
        couplings.Dispose();
        values.Dispose();
        products.Dispose();
        sums.Dispose();
    }

    private ArrayView<float> Couplings => couplings.OfLength(MattingCouplings.Count * (Height + MattingShape.RowsAbove) * pitch);

    private KernelConfig Config(int channels)
    {
        int edge = memory.IsSimulated ? 4 : 16, columns = 2 * edge, rows = edge / 2;
        return new KernelConfig(new Index3D((Width + columns - 1) / columns, (Height + rows - 1) / rows, (channels + 3) / 4), new Index3D(edge * edge, 1, 1));
    }
}
