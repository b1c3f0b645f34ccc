using System.Numerics;
using System.Runtime.Intrinsics;
using OnnxStyle.Tensors;

namespace OnnxStyle.Kernels.Processor;

/// <summary>The kernels on this machine's cores and vectors. No call allocates once its workspaces have grown; the same number of threads gives the same bits.</summary>
internal sealed class ProcessorKernels : KernelSet
{
    /// <summary>Results of so many numbers are written past the caches: none near a core holds them, and fetching their lines only to overwrite them costs traffic.</summary>
    public const int StreamFrom = 1024 * 1024;

    private readonly Gang gang;
    private readonly VectorForm form;

    public ProcessorKernels(int threads, VectorForm? form)
    {
        if (threads is < 0 or > 1024) throw new OptionsException("Processor kernels", [$"threads must be 1 to 1024, or 0 for one a core; it is {threads}"]);
        this.form = form ?? Widest;
        gang = new Gang(threads == 0 ? Environment.ProcessorCount : threads);
        Gram = new ProcessorGram(gang, Tile.Of(this.form));
        CosineDistance = new ProcessorCosineDistance(gang, Tile.Of(this.form), IDistanceRows.Of(this.form));
    }

    public override string Name => "processor";

    public override string Device => $"{gang.Size} threads, vectors of {(form == VectorForm.Vector512 ? 512 : form == VectorForm.Vector ? Vector<byte>.Count * 8 : 32)} bits";

    public override Gram Gram { get; }

    public override CosineDistance CosineDistance { get; }

    public override MattingLaplacian MattingLaplacian(ReadOnlySpan<float> guide, int height, int width, double epsilon) =>
        new ProcessorMattingLaplacian(gang, IMattingRows.Of(form), guide, height, width, epsilon);

    protected override void Dispose(bool disposing)
    {
        gang.Dispose();
        base.Dispose(disposing);
    }

    private static VectorForm Widest => Vector512.IsHardwareAccelerated ? VectorForm.Vector512 : Vector.IsHardwareAccelerated ? VectorForm.Vector : VectorForm.Scalar;
}
