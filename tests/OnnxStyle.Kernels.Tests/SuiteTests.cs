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
        KernelCheck check = KernelCases.All[index].Run(set);
        Assert.True(check.Passed, $"{KernelCases.All[index]}: {check}");
    }
}
