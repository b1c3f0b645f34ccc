using OnnxStyle.Kernels.Checks;
using OnnxStyle.Tensors;

namespace OnnxStyle.Kernels.Tests;

/// <summary>What the contract refuses, what it keeps, and that the suite notices what is wrong.</summary>
public sealed class DoorTests
{
    [Fact]
    public void Shapes_that_do_not_fit_are_named()
    {
        using KernelSet set = KernelSet.Processor(1);
        float[] six = new float[6], four = new float[4];
        int[] two = new int[2];
        Refused("a stride of at least 4", () => _ = new MatrixView(four, 1, 4, 3).Rows);
        Refused("[0, 4]", () => _ = new MatrixView(four, 0, 4).Rows);
        Refused("at least 6 values", () => _ = new MatrixView(four, 2, 3).Rows, "stride");
        Refused("[2, 2]", () => set.Gram.Compute(new MatrixView(six, 2, 3), [], 1, six));
        Refused("[3] or none", () => set.Gram.Compute(new MatrixView(six, 2, 3), four, 1, four));
        Refused("other than 0", () => set.Gram.Compute(new MatrixView(six, 2, 3), [], 0, four));
        Refused("at most 512", () => set.Gram.Compute(new MatrixView(new float[513], 513, 1), [], 1, new float[513 * 513]));
        Refused("as long as those of X", () => set.CosineDistance.Full(new MatrixView(six, 2, 3), new MatrixView(four, 2, 2), four));
        Refused("1 to 2", () => set.CosineDistance.TopK(new MatrixView(six, 2, 3), new MatrixView(six, 2, 3), 3, six, new int[6]));
        Refused("[2, 1]", () => set.CosineDistance.TopK(new MatrixView(six, 2, 3), new MatrixView(six, 2, 3), 1, six, two));
        Refused("[3, 1, 1]", () => set.MattingLaplacian(four, 1, 1));
        Refused("a positive number", () => set.MattingLaplacian(six, 1, 2, 0));
    }

    [Fact]
    public void No_call_allocates_after_the_first()
    {
        using KernelSet set = KernelSet.Processor(2);
        float[] values = new float[40 * 300], gram = new float[40 * 40], distances = new float[40 * 40], near = new float[40 * 5], p = new float[3 * 4000], product = new float[3 * 4000];
        double[] energies = new double[3];
        int[] indices = new int[40 * 5];
        using MattingLaplacian laplacian = set.MattingLaplacian(p, 40, 100);
        void All()
        {
            set.Gram.Compute(new MatrixView(values, 40, 300), [], 1, gram);
            set.CosineDistance.Full(new MatrixView(values, 40, 300), new MatrixView(values, 40, 300), distances);
            set.CosineDistance.TopK(new MatrixView(values, 40, 300), new MatrixView(values, 40, 300), 5, near, indices);
            laplacian.Multiply(p, 3, product);
            laplacian.Energy(p, 3, energies);
        }

        // Which worker takes a part is chance: a few rounds, so that all have grown their workspaces.
        for (int i = 0; i < 50; i++) All();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++) All();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_set_that_was_disposed_of_says_so()
    {
        KernelSet set = KernelSet.Processor(2);
        set.Dispose();
        set.Dispose();
        Assert.Throws<ObjectDisposedException>(() => set.Gram.Compute(new MatrixView(new float[1], 1, 1), [], 1, new float[1]));
    }

    [Theory]
    [InlineData("gram", Fault.OnePercent)]
    [InlineData("gram", Fault.Weights)]
    [InlineData("gram", Fault.LastEntry)]
    [InlineData("cosine", Fault.OnePercent)]
    [InlineData("top-k", Fault.Order)]
    [InlineData("matting", Fault.OnePercent)]
    public void The_suite_rejects_what_is_wrong(string kernel, Fault fault)
    {
        using WrongKernels set = new(fault);
        KernelCheck[] checks = [.. KernelCases.All.Where(item => item.Kernel == kernel).Select(item => item.Run(set))];
        Assert.Contains(checks, check => !check.Passed);
    }

    [Fact]
    public void A_fence_notices_its_neighbours()
    {
        FencedBuffer<float> buffer = new(5);
        Assert.Equal(5, buffer.Span.Length);
        Assert.All(buffer.Span.ToArray(), value => Assert.True(float.IsNaN(value)));
        buffer.Span.Fill(1);
        Assert.True(buffer.IsIntact);
        System.Runtime.CompilerServices.Unsafe.Add(ref buffer.Span[0], 5) = 0;
        Assert.False(buffer.IsIntact);
    }

    private static void Refused(string what, Action call, string? also = null)
    {
        ShapeException error = Assert.Throws<ShapeException>(call);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
        if (also is not null) Assert.Contains(also, error.Message, StringComparison.Ordinal);
    }
}
