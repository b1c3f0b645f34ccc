using OnnxStyle.Kernels.Checks;

namespace OnnxStyle.Kernels.Gpu.Tests;

/// <summary>The kernels of every accelerator against the definition.</summary>
public sealed class SuiteTests
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, KernelCases.All.Count)];

    /// <summary>Threads are simulated in groups of 16: every index, barrier and boundary of the kernels is real, the speed is not.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void The_cpu_accelerator_passes(int index)
    {
        GpuKernels set = GpuKernels.Open("cpu-accelerator");
        KernelCheck check = KernelCases.All[index].Run(set);
        set.Dispose();
        Assert.True(check.Passed, $"{KernelCases.All[index]}: {check}");
        Assert.Equal(0, set.LiveBuffers);
        Assert.Equal(0, set.LiveBytes);
    }

    [Theory]
    [InlineData("cuda")]
    [InlineData("opencl")]
    public void The_first_gpu_passes(string device)
    {
        GpuKernels set = Require(device);
        string[] failures = [.. KernelCases.All.Select(one => (Case: one, Check: one.Run(set))).Where(one => !one.Check.Passed).Select(one => $"{one.Case}: {one.Check}")];
        set.Dispose();
        Assert.Empty(failures);
        Assert.Equal(0, set.LiveBuffers);
    }

    [Fact]
    public void A_kernel_that_forgets_the_last_column_is_caught()
    {
        using ForgetfulKernels wrong = new(GpuKernels.Open("cpu-accelerator"));
        KernelCase[] cases = [.. KernelCases.All.Where(one => one.Kernel == "gram" && one.Name.Contains("rows apart", StringComparison.Ordinal))];
        Assert.NotEmpty(cases);
        Assert.All(cases, one => Assert.False(one.Run(wrong).Passed));
    }

    /// <summary>A missing accelerator is skipped with its reason; with ONNXSTYLE_REQUIRE_GPU=1 it is a failure.</summary>
    private static GpuKernels Require(string device)
    {
        try
        {
            return GpuKernels.Open(device);
        }
        catch (KernelDeviceException missing)
        {
            if (Environment.GetEnvironmentVariable("ONNXSTYLE_REQUIRE_GPU") == "1") Assert.Fail(missing.Message);
            Assert.Skip(missing.Message);
            throw;
        }
    }
}
