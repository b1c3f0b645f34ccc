using System.Numerics;
using System.Runtime.Intrinsics;
using OnnxStyle.Kernels.Checks;

namespace OnnxStyle.Kernels.Tests;

/// <summary>Every implementation against the definition.</summary>
public sealed class SuiteTests
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, KernelCases.All.Count)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_reference_passes(int index)
    {
        using KernelSet set = KernelSet.Reference();
        AssertPasses(set, index);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_processor_passes(int index)
    {
        using KernelSet set = KernelSet.Processor();
        AssertPasses(set, index);
    }

    [Theory]
    [InlineData(1, VectorForm.Scalar)]
    [InlineData(3, VectorForm.Scalar)]
    [InlineData(1, VectorForm.Vector)]
    [InlineData(5, VectorForm.Vector)]
    [InlineData(1, VectorForm.Vector512)]
    [InlineData(7, VectorForm.Vector512)]
    public void Every_form_passes_with_any_number_of_threads(int threads, VectorForm form)
    {
        if (form == VectorForm.Vector512 && !Vector512.IsHardwareAccelerated) Assert.Skip("This processor has no vectors of 512 bits.");
        if (form == VectorForm.Vector && !Vector.IsHardwareAccelerated) Assert.Skip("This processor has no vectors.");
        using KernelSet set = KernelSet.Processor(threads, form);
        for (int i = 0; i < KernelCases.All.Count; i++) AssertPasses(set, i);
    }

    private static void AssertPasses(KernelSet set, int index)
    {
        KernelCheck check = KernelCases.All[index].Run(set);
        Assert.True(check.Passed, $"{KernelCases.All[index]}: {check}");
    }
}
