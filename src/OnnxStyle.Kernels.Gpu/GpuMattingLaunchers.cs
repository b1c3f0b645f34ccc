using ILGPU;
using ILGPU.Runtime;
using OnnxStyle.Kernels.Gpu.Memory;
using OnnxStyle.Kernels.Gpu.Programs;

namespace OnnxStyle.Kernels.Gpu;

/// <summary>The loaded kernels of the matting Laplacian, shared by all guides of a set.</summary>
internal sealed class GpuMattingLaunchers(DeviceMemory memory)
{
    /// <summary><see cref="MattingKernels.Multiply{T}"/>.</summary>
    public Action<AcceleratorStream, KernelConfig, ArrayView<float>, ArrayView<float>, ArrayView<float>, MattingShape> Multiply { get; } =
        memory.Accelerator.LoadKernel<ArrayView<float>, ArrayView<float>, ArrayView<float>, MattingShape>(
            memory.IsSimulated ? MattingKernels.Multiply<Tile16> : EntryPoints.MattingMultiply);

    /// <summary><see cref="MattingKernels.Energy{T}"/>.</summary>
    public Action<AcceleratorStream, KernelConfig, ArrayView<float>, ArrayView<float>, ArrayView<Float4>, MattingShape> Energy { get; } =
        memory.Accelerator.LoadKernel<ArrayView<float>, ArrayView<float>, ArrayView<Float4>, MattingShape>(
            memory.IsSimulated ? MattingKernels.Energy<Tile16> : EntryPoints.MattingEnergy);
}
