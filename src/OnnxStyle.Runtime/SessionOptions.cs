using OnnxStyle.Tensors;

namespace OnnxStyle.Runtime;

/// <summary>How a session is made. Immutable; the defaults are the measured best on the processor.</summary>
public sealed record SessionOptions
{
    /// <summary>
    /// The execution provider by name, in any case: <c>CPU</c>, <c>CUDA</c>, <c>TensorRT</c>, <c>WebGPU</c>, <c>DirectML</c>,
    /// <c>CoreML</c>, or the name of another one that the library has.
    /// </summary>
    public string Provider { get; init; } = "CPU";

    /// <summary>Settings of the provider, such as <c>device_id</c>, in its own words.</summary>
    public IReadOnlyDictionary<string, string> ProviderOptions { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Whether nodes that the provider cannot run may run on the processor. False, the default, makes that an error: one node in
    /// the middle of a graph costs two copies across the bus in every run. On the CPU provider it says nothing.
    /// </summary>
    public bool AllowProcessorFallback { get; init; }

    /// <summary>Threads within one operator, 1 to 1024; 0 is all processors that this process may use.</summary>
    public int Threads { get; init; }

    /// <summary>Whether memory is kept between runs. Off is slower and was not found to save memory.</summary>
    public bool MemoryArena { get; init; } = true;

    /// <summary>Whether all memory of a run is planned as one block: no faster, and 1.2 to 1.6 times the peak. Off.</summary>
    public bool MemoryPattern { get; init; }

    /// <summary>How far the graph is rewritten.</summary>
    public GraphOptimization Optimization { get; init; } = GraphOptimization.All;

    /// <summary>The start of a path to write a profile to (a date and <c>.json</c> are added), or null for none.</summary>
    public string? ProfilePath { get; init; }

    /// <summary>Whether providers that have faster kernels with varying bits must not use them.</summary>
    public bool Deterministic { get; init; }

    /// <summary>The operators of our own that the graph may use; on the processor only. One object may be given to many sessions.</summary>
    public IReadOnlyList<CustomOperator> Operators { get; init; } = [];

    /// <summary>Further settings of the session in ONNX Runtime's own words, such as <c>session.intra_op.allow_spinning</c>.</summary>
    public IReadOnlyDictionary<string, string> Configuration { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether <see cref="Provider"/> is the processor.</summary>
    public bool OnProcessor => Providers.IsProcessor(Provider);

    /// <summary>Checks every option by itself and against the others; it does not look at the machine.</summary>
    /// <exception cref="OptionsException">Something is wrong; all problems are listed.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (string.IsNullOrWhiteSpace(Provider)) problems.Add("Provider is empty; CPU is always there");
        if (Threads is < 0 or > 1024) problems.Add($"Threads is {Threads}; 0 (all processors) to 1024 is possible");
        if (!Enum.IsDefined(Optimization)) problems.Add($"Optimization is {(int)Optimization}; None, Basic, Extended or All is possible");
        bool processor = string.Equals(Provider, "CPU", StringComparison.OrdinalIgnoreCase);
        if (processor && ProviderOptions.Count > 0) problems.Add($"ProviderOptions has {ProviderOptions.Count} entries, but CPU takes none");
        if (!processor && Operators.Count > 0) problems.Add($"Operators has {Operators.Count} entries, but only CPU runs operators of our own, not {Provider}");
        foreach (IGrouping<string, CustomOperator> same in Operators.GroupBy(o => o.Name).Where(g => g.Count() > 1)) problems.Add($"Operators has '{same.Key}' {same.Count()} times");
        if (MemoryPattern && Providers.IsDirectML(Provider)) problems.Add("MemoryPattern must be off for DirectML");
        if (ProfilePath is not null)
        {
            string? folder = Path.GetDirectoryName(Path.GetFullPath(ProfilePath.Length == 0 ? "." : ProfilePath));
            if (ProfilePath.Length == 0) problems.Add("ProfilePath is empty; give the start of a file name, or null for no profile");
            else if (!Directory.Exists(folder)) problems.Add($"ProfilePath: there is no folder '{folder}'");
        }

        OptionsException.ThrowIfAny(nameof(SessionOptions), problems);
    }
}
