using OnnxStyle.Kernels.Measuring;

namespace OnnxStyle.Kernels.Gpu.Tests;

/// <summary>What a benchmark times.</summary>
public sealed class WorkTests
{
    [Fact]
    public void Every_work_runs_and_frees_its_data()
    {
        using GpuKernels set = GpuKernels.Open("cpu-accelerator");
        List<string> kernels = [];
        foreach (KernelWork work in set.Works(quick: true))
        {
            Assert.True(work.Run() > TimeSpan.Zero, work.Kernel);
            kernels.Add(work.Kernel);
            work.Dispose();
            Assert.Equal(0, set.LiveBuffers);
        }

        Assert.Equal(["copy", "multiply", "gram", "gram", "cosine", "top-k", "matting"], kernels);
    }

    [Fact]
    public void A_range_is_no_error_where_there_is_no_profiler()
    {
        using NvtxRange range = new("nothing");
        Assert.Equal(default, range);
    }
}
