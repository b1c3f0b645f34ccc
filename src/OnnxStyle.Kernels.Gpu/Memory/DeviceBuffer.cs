using ILGPU;
using ILGPU.Runtime;

namespace OnnxStyle.Kernels.Gpu.Memory;

/// <summary>
/// Elements on the device that stay between calls and only grow, with page-locked host memory beside them once something is copied.
/// Copies are queued on the stream and return at once; who reads the host side synchronises first.
/// </summary>
internal sealed class DeviceBuffer<T>(DeviceMemory memory) : IDisposable
    where T : unmanaged
{
    private MemoryBuffer1D<T, Stride1D.Dense>? device;
    private PageLockedArray1D<T>? host;

    /// <summary>Bytes on the device now.</summary>
    public long Bytes => device?.LengthInBytes ?? 0;

    /// <summary>At least this many elements on the device; the old ones are lost if it has to grow.</summary>
    public ArrayView<T> OfLength(long length)
    {
        if (device is null || device.Length < length)
        {
            if (device is not null) memory.Free(device);
            device = null;
            device = memory.Allocate<T>(length);
        }

        return device.View.BaseView.SubView(0, length);
    }

    /// <summary>The host side, for as many elements.</summary>
    public Span<T> Host(int length)
    {
        if (host is null || host.Length < length)
        {
            host?.Dispose();
            host = null;
            host = memory.Accelerator.AllocatePageLocked1D<T>(length, true);
        }

        return host.Span[..length];
    }

    /// <summary>Queues the copy of the first elements of the host side to the device.</summary>
    public ArrayView<T> Upload(int length)
    {
        ArrayView<T> view = OfLength(length);
        view.CopyFrom(memory.Stream, host!.ArrayView.SubView(0, length));
        return view;
    }

    /// <summary>Copies the first elements to the host side, once everything before has run. This is where a call waits for its device.</summary>
    public Span<T> Download(int length)
    {
        Span<T> span = Host(length);
        OfLength(length).CopyTo(memory.Stream, host!.ArrayView.SubView(0, length));
        memory.Stream.Synchronize();
        return span;
    }

    /// <summary>Takes the host side of another buffer over to this device side, and waits, so that the other may go.</summary>
    public void CopyFrom(DeviceBuffer<T> staging, int length)
    {
        OfLength(length).CopyFrom(memory.Stream, staging.host!.ArrayView.SubView(0, length));
        memory.Stream.Synchronize();
    }

    /// <summary>Frees both sides.</summary>
    public void Dispose()
    {
        if (device is not null) memory.Free(device);
        device = null;
        host?.Dispose();
        host = null;
    }
}
