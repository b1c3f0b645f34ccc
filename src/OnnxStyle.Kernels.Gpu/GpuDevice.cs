namespace OnnxStyle.Kernels.Gpu;

/// <summary>A device that kernels can run on here.</summary>
/// <param name="Name">What <see cref="GpuKernels.Open"/> takes, such as <c>cuda:0</c>.</param>
/// <param name="Description">The device in words.</param>
public sealed record GpuDevice(string Name, string Description);
