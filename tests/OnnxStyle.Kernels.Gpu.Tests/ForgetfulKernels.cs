namespace OnnxStyle.Kernels.Gpu.Tests;

/// <summary>A wrong implementation: the Gram matrix of all columns but the last.</summary>
internal sealed class ForgetfulKernels(GpuKernels right) : KernelSet
{
    public override string Name => "forgetful";

    public override string Device => right.Device;

    public override Gram Gram { get; } = new ForgetfulGram(right.Gram);

    public override CosineDistance CosineDistance => right.CosineDistance;

    public override MattingLaplacian MattingLaplacian(ReadOnlySpan<float> guide, int height, int width, double epsilon) =>
        right.MattingLaplacian(guide, height, width, epsilon);

    protected override void Dispose(bool disposing)
    {
        if (disposing) right.Dispose();
        base.Dispose(disposing);
    }

    private sealed class ForgetfulGram(Gram right) : Gram
    {
        protected override void Run(MatrixView features, ReadOnlySpan<float> weights, float scale, Span<float> gram) => right.Compute(
            new MatrixView(features.Values, features.Rows, features.Columns - 1, features.Stride), weights.IsEmpty ? weights : weights[..^1], scale, gram);
    }
}
