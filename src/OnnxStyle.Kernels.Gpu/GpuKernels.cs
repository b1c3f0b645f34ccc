using ILGPU;
using ILGPU.Algorithms;
using ILGPU.Runtime;
using OnnxStyle.Kernels.Gpu.Memory;
using OnnxStyle.Kernels.Measuring;

namespace OnnxStyle.Kernels.Gpu;

/// <summary>
/// The kernels on an accelerator of ILGPU. All copies and kernels of a set go through one stream; a call waits exactly once, for its result
/// (tiles and bands: once each). Buffers stay between calls.
/// </summary>
public sealed class GpuKernels : KernelSet
{
    private readonly Context context;
    private readonly DeviceMemory memory;
    private GpuGram? gram;
    private GpuCosineDistance? cosineDistance;
    private GpuMattingLaunchers? matting;
    private bool disposed;

    private GpuKernels(string name, Context context, Accelerator accelerator)
    {
        Name = name;
        this.context = context;
        memory = new DeviceMemory(accelerator);
    }

    /// <inheritdoc/>
    public override string Name { get; }

    /// <inheritdoc/>
    public override string Device => $"{memory.Accelerator.Name}, {memory.Accelerator.NumMultiprocessors} multiprocessors, {memory.Accelerator.MemorySize >> 20} MiB";

    /// <inheritdoc/>
    public override Gram Gram => Living().gram ??= new GpuGram(memory);

    /// <inheritdoc/>
    public override CosineDistance CosineDistance => Living().cosineDistance ??= new GpuCosineDistance(memory);

    /// <summary>Buffers that the set and its Laplacians hold on the device now; 0 once all are disposed of.</summary>
    public int LiveBuffers => memory.LiveBuffers;

    /// <summary>Bytes of them.</summary>
    public long LiveBytes => memory.LiveBytes;

    /// <summary>Opens a device. The caller disposes of the set, after its Laplacians.</summary>
    /// <param name="device"><c>cuda</c> or <c>opencl</c>, with <c>:N</c> for another than the first; or <c>cpu-accelerator</c>, which simulates threads and is for tests only.</param>
    /// <exception cref="KernelDeviceException">The device is not here, or does not start.</exception>
    public static GpuKernels Open(string device)
    {
        ArgumentNullException.ThrowIfNull(device);
        Context context = GpuDevices.CreateContext(device);
        try
        {
            return new GpuKernels(device, context, GpuDevices.Create(context, device));
        }
        catch
        {
            context.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override MattingLaplacian MattingLaplacian(ReadOnlySpan<float> guide, int height, int width, double epsilon = Kernels.MattingLaplacian.DefaultEpsilon) =>
        new GpuMattingLaplacian(memory, Living().matting ??= new GpuMattingLaunchers(memory), guide, height, width, epsilon);

    /// <inheritdoc/>
    public override IEnumerable<KernelWork> Works(bool quick = false, Func<string, bool>? wanted = null) =>
        new GpuWorks(Living().memory).All(quick || memory.IsSimulated, wanted ?? (_ => true));

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (!disposing || disposed) return;
        disposed = true;
        gram?.Dispose();
        cosineDistance?.Dispose();
        memory.Dispose();
        context.Dispose();
    }

    private GpuKernels Living()
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        return this;
    }
}
