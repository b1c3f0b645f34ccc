namespace OnnxStyle.Kernels.Gpu.Tests;

/// <summary>Which devices there are, what is kept on them, and what is said of those that are missing.</summary>
public sealed class DeviceTests
{
    [Fact]
    public void The_simulated_device_is_always_listed() => Assert.Contains(GpuDevices.List(), device => device.Name == "cpu-accelerator");

    [Fact]
    public void Every_listed_name_opens()
    {
        foreach (GpuDevice device in GpuDevices.List())
        {
            using GpuKernels set = GpuKernels.Open(device.Name);
            Assert.Equal(device.Name, set.Name);
        }
    }

    [Theory]
    [InlineData("cuda:99")]
    [InlineData("opencl:99")]
    [InlineData("cuda:-1")]
    [InlineData("cuda:x")]
    [InlineData("metal")]
    [InlineData("cpu-accelerator:1")]
    [InlineData("")]
    public void A_device_that_is_missing_is_an_error_with_a_remedy(string device)
    {
        KernelDeviceException error = Assert.Throws<KernelDeviceException>(() => GpuKernels.Open(device));
        Assert.Equal(device, error.Device);
        Assert.Contains("cpu-accelerator", error.Available);
        Assert.Contains("--device processor", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Buffers_stay_between_calls_and_go_with_the_set()
    {
        GpuKernels set = GpuKernels.Open("cpu-accelerator");
        float[] features = new float[6 * 40], gram = new float[36];
        set.Gram.Compute(new MatrixView(features, 6, 40), [], 1, gram);
        (int buffers, long bytes) = (set.LiveBuffers, set.LiveBytes);
        Assert.NotEqual(0, buffers);
        set.Gram.Compute(new MatrixView(features, 5, 30), [], 1, gram.AsSpan(0, 25));
        Assert.Equal((buffers, bytes), (set.LiveBuffers, set.LiveBytes));
        set.Dispose();
        Assert.Equal((0, 0), (set.LiveBuffers, set.LiveBytes));
        Assert.Throws<ObjectDisposedException>(() => set.Gram);
    }

    [Fact]
    public void A_Laplacian_gives_its_memory_back_before_the_set()
    {
        using GpuKernels set = GpuKernels.Open("cpu-accelerator");
        float[] guide = new float[3 * 9 * 7], p = new float[9 * 7];
        MattingLaplacian laplacian = set.MattingLaplacian(guide, 9, 7);
        laplacian.Multiply(p, 1, new float[p.Length]);
        Assert.Equal(laplacian.Bytes, set.LiveBytes);
        laplacian.Dispose();
        laplacian.Dispose();
        Assert.Equal(0, set.LiveBuffers);
    }

    [Theory]
    [InlineData(65_536, 1, 528)]
    [InlineData(1_048_576, 10, 528)]
    [InlineData(4, 3, 2)]
    [InlineData(20, 136, 2)]
    public void Slices_of_a_Gram_matrix_are_whole_stages_and_bounded(int stride, int tiles, int busyGroups)
    {
        int slice = GpuGram.Slice(stride, tiles, busyGroups);
        Assert.Equal(0, slice % 4);
        Assert.InRange(slice, 4, Math.Min(stride, 1024));
    }
}
