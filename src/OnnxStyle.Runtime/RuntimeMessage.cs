namespace OnnxStyle.Runtime;

/// <summary>One message of ONNX Runtime.</summary>
public sealed record RuntimeMessage
{
    /// <summary>How serious it is; warnings and above are kept.</summary>
    public RuntimeSeverity Severity { get; init; }

    /// <summary>The place in the library's code that wrote it.</summary>
    public string Source { get; init; } = "";

    /// <summary>The words.</summary>
    public string Text { get; init; } = "";
}
