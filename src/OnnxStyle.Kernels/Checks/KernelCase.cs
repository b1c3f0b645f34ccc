namespace OnnxStyle.Kernels.Checks;

/// <summary>One case of the suite: inputs with a fixed seed, fenced results, and what they must be.</summary>
public sealed class KernelCase
{
    private readonly Func<KernelSet, KernelCheck> check;

    internal KernelCase(string kernel, string name, Func<KernelSet, KernelCheck> check)
    {
        Kernel = kernel;
        Name = name;
        this.check = check;
    }

    /// <summary>The kernel: <c>gram</c>, <c>cosine</c>, <c>top-k</c> or <c>matting</c>.</summary>
    public string Kernel { get; }

    /// <summary>What makes the case worth having, and its sizes.</summary>
    public string Name { get; }

    /// <summary>Runs the kernel of a set twice and compares it with the reference, the fences and itself.</summary>
    /// <param name="set">Whose kernel.</param>
    public KernelCheck Run(KernelSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        return check(set);
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Kernel} {Name}";
}
