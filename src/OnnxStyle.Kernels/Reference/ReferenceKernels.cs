namespace OnnxStyle.Kernels.Reference;

/// <summary>The kernels as they are defined.</summary>
internal sealed class ReferenceKernels : KernelSet
{
    public override string Name => "reference";

    public override string Device => "plain loops in double on one core";

    public override Gram Gram { get; } = new ReferenceGram();

    public override CosineDistance CosineDistance { get; } = new ReferenceCosineDistance();

    public override MattingLaplacian MattingLaplacian(ReadOnlySpan<float> guide, int height, int width, double epsilon) =>
        new ReferenceMattingLaplacian(guide, height, width, epsilon);
}
