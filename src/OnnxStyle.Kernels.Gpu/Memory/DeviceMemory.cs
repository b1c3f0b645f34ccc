using ILGPU;
using ILGPU.Runtime;

namespace OnnxStyle.Kernels.Gpu.Memory;

/// <summary>One device and its stream, and the count of what lives on it. Everything that a set does is ordered by this one stream.</summary>
internal sealed class DeviceMemory(Accelerator accelerator) : IDisposable
{
    /// <summary>The device.</summary>
    public Accelerator Accelerator { get; } = accelerator;

    /// <summary>Where all copies and kernels of the set are queued.</summary>
    public AcceleratorStream Stream { get; } = accelerator.CreateStream();

    /// <summary>Device buffers that are allocated now.</summary>
    public int LiveBuffers { get; private set; }

    /// <summary>Bytes of them.</summary>
    public long LiveBytes { get; private set; }

    /// <summary>True for threads simulated on the processor, in groups of 16.</summary>
    public bool IsSimulated => Accelerator.AcceleratorType == AcceleratorType.CPU;

    /// <summary>Groups that keep the device busy: some for each multiprocessor. Simulated, enough for work to be cut into slices.</summary>
    public int BusyGroups => IsSimulated ? 6 : 4 * Accelerator.NumMultiprocessors;

    /// <summary>A buffer; the caller disposes of it, before this.</summary>
    public MemoryBuffer1D<T, Stride1D.Dense> Allocate<T>(long length)
        where T : unmanaged
    {
        MemoryBuffer1D<T, Stride1D.Dense> buffer = Accelerator.Allocate1D<T>(length);
        LiveBuffers++;
        LiveBytes += buffer.LengthInBytes;
        return buffer;
    }

    /// <summary>Gives a buffer back.</summary>
    public void Free<T>(MemoryBuffer1D<T, Stride1D.Dense> buffer)
        where T : unmanaged
    {
        LiveBuffers--;
        LiveBytes -= buffer.LengthInBytes;
        buffer.Dispose();
    }

    /// <summary>Frees the stream and the device.</summary>
    public void Dispose()
    {
        Stream.Dispose();
        Accelerator.Dispose();
    }
}
