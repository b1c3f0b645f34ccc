using OnnxStyle.Kernels.Measuring;

namespace OnnxStyle.Kernels.Tests;

/// <summary>What a benchmark times.</summary>
public sealed class WorkTests
{
    [Fact]
    public void Every_work_runs_at_its_quick_size()
    {
        using KernelSet set = KernelSet.Processor();
        List<string> kernels = [];
        foreach (KernelWork work in set.Works(quick: true))
        {
            using KernelWork owned = work;
            Assert.True(work.Run() > TimeSpan.Zero, work.Kernel);
            Assert.True(work.Bytes + work.Operations > 0, work.Kernel);
            kernels.Add(work.Kernel);
        }

        Assert.Equal(["copy", "multiply", "gram", "gram", "cosine", "top-k", "matting"], kernels);
    }

    [Fact]
    public void Only_what_is_wanted_is_made()
    {
        using KernelSet set = KernelSet.Reference();
        KernelWork only = Assert.Single(set.Works(quick: true, wanted: name => name == "matting"));
        only.Dispose();
        only.Dispose();
    }

    /// <summary>By hand: two channels of three positions are 3 entries of 3 products and sums; 6 values come in and 4 go out.</summary>
    [Fact]
    public void Work_is_counted_without_what_symmetry_saves()
    {
        (_, double bytes, double operations) = WorkSizes.OfGram(2, 3);
        Assert.Equal((4 * 10, 18), (bytes, operations));
    }
}
