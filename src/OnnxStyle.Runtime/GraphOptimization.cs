namespace OnnxStyle.Runtime;

/// <summary>How far ONNX Runtime rewrites a graph before running it. The numbers are its own.</summary>
public enum GraphOptimization
{
    /// <summary>The graph runs as written.</summary>
    None = 0,

    /// <summary>Constants are folded and redundant nodes removed.</summary>
    Basic = 1,

    /// <summary>Also fusions that belong to a provider.</summary>
    Extended = 2,

    /// <summary>Also blocked layouts. Only here convolutions on the processor take the blocked form (Basic takes 1.3 of the time).</summary>
    All = 99,
}
