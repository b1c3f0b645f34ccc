using OnnxStyle.Kernels.Measuring;
using OnnxStyle.Kernels.Processor;
using OnnxStyle.Kernels.Reference;
using OnnxStyle.Tensors;

namespace OnnxStyle.Kernels;

/// <summary>
/// All kernels on one device. A set owns its kernels, their workspaces and its device; dispose of it last. Its members serve one caller at a
/// time; two sets work side by side.
/// </summary>
public abstract class KernelSet : IDisposable
{
    /// <summary>The definition: plain loops in double. Slow.</summary>
    public static KernelSet Reference() => new ReferenceKernels();

    /// <summary>Vectors and all cores of this machine.</summary>
    /// <param name="threads">1 to 1,024 threads, the caller among them; 0 is one for each core. The same number gives the same bits.</param>
    /// <param name="form">The width of the vectors; null is the widest that this processor has.</param>
    /// <exception cref="OptionsException">The number of threads is none of the above.</exception>
    public static KernelSet Processor(int threads = 0, VectorForm? form = null) => new ProcessorKernels(threads, form);

    /// <summary>What an option takes, such as <c>reference</c>, <c>processor</c> or <c>cuda:0</c>.</summary>
    public abstract string Name { get; }

    /// <summary>The device in words, such as its model and the width of its vectors.</summary>
    public abstract string Device { get; }

    /// <summary>Gram matrices.</summary>
    public abstract Gram Gram { get; }

    /// <summary>Cosine distances and nearest neighbours.</summary>
    public abstract CosineDistance CosineDistance { get; }

    /// <summary>Makes the matting Laplacian of a guide. The caller disposes of it, before the set.</summary>
    /// <param name="guide">The picture [3, H, W], colours in [0, 1]. It is read now and not kept.</param>
    /// <param name="height">H, 1 or more.</param>
    /// <param name="width">W, 1 or more.</param>
    /// <param name="epsilon">The regulariser; positive.</param>
    /// <exception cref="ShapeException">The shapes do not fit, or epsilon is not positive.</exception>
    public abstract MattingLaplacian MattingLaplacian(ReadOnlySpan<float> guide, int height, int width, double epsilon = Kernels.MattingLaplacian.DefaultEpsilon);

    /// <summary>
    /// What a benchmark times, one after the other: the device's ceilings for copying and for multiplying first, then every kernel at its sizes. Each
    /// work makes its data when it is reached; the caller disposes of it before the next.
    /// </summary>
    /// <param name="quick">Tiny sizes, which only show that it runs.</param>
    /// <param name="wanted">Which kernels and ceilings, by name; null: all.</param>
    public virtual IEnumerable<KernelWork> Works(bool quick = false, Func<string, bool>? wanted = null) => HostWorks.Of(this, quick, wanted ?? (_ => true));

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives back what the set holds. Twice is once.</summary>
    protected virtual void Dispose(bool disposing)
    {
    }
}
