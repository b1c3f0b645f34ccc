namespace OnnxStyle.Kernels.Measuring;

/// <summary>One kernel with its data, which already lies where the kernel runs: what a benchmark times and a profiler looks at.</summary>
/// <param name="kernel">The kernel, such as <c>gram</c>; or <c>copy</c> or <c>multiply</c>, which measure what the device can do at most.</param>
/// <param name="size">Its sizes.</param>
/// <param name="bytes">Bytes that must be read or written at least once.</param>
/// <param name="operations">Multiplications and additions that the result needs; of a symmetric result, one half.</param>
/// <param name="measure">Runs the kernel once to its end and says how long it took there.</param>
/// <param name="dispose">Frees the data; or null.</param>
public sealed class KernelWork(string kernel, string size, double bytes, double operations, Func<TimeSpan> measure, Action? dispose = null) : IDisposable
{
    /// <summary>The ceiling for bytes a second.</summary>
    public const string Copy = "copy";

    /// <summary>The ceiling for operations a second.</summary>
    public const string Multiply = "multiply";

    private Action? dispose = dispose;

    /// <summary>The kernel.</summary>
    public string Kernel { get; } = kernel;

    /// <summary>Its sizes, in words.</summary>
    public string Size { get; } = size;

    /// <summary>Bytes that must be moved.</summary>
    public double Bytes { get; } = bytes;

    /// <summary>Multiplications and additions.</summary>
    public double Operations { get; } = operations;

    /// <summary>Runs it once.</summary>
    /// <returns>How long the kernel took, without copies to it and from it.</returns>
    public TimeSpan Run() => measure();

    /// <summary>Frees the data. Twice is once.</summary>
    public void Dispose()
    {
        dispose?.Invoke();
        dispose = null;
    }
}
