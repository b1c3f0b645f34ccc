using OnnxStyle.Tensors;

namespace OnnxStyle.Runtime;

/// <summary>ONNX Runtime refused a model or failed in a run. The message says what was done, what the library said, and what to do.</summary>
public sealed class RuntimeException : OnnxStyleException
{
    /// <summary>Makes an error from what the library reported.</summary>
    /// <param name="status">The library's code.</param>
    /// <param name="doing">What was being done, as the start of a sentence, such as <c>Loading 'a.onnx'</c>.</param>
    /// <param name="detail">The library's own words.</param>
    public RuntimeException(RuntimeStatus status, string doing, string detail)
        : base($"{doing} failed ({status}): {Tidy(detail)} {RemedyFor(status)}".TrimEnd())
    {
        Status = status;
        Doing = doing;
        Detail = detail;
    }

    /// <summary>The library's code.</summary>
    public RuntimeStatus Status { get; }

    /// <summary>What was being done.</summary>
    public string Doing { get; }

    /// <summary>The library's own words.</summary>
    public string Detail { get; }

    private static string Tidy(string detail)
    {
        string line = detail.ReplaceLineEndings(" ").Trim();
        return line.Length == 0 ? "no reason was given." : line.EndsWith('.') ? line : line + ".";
    }

    private static string RemedyFor(RuntimeStatus status) => status switch
    {
        RuntimeStatus.InvalidProtobuf or RuntimeStatus.NoModel => "The model is damaged or is not an ONNX file: fetch or export it again.",
        RuntimeStatus.InvalidGraph => "The model breaks a rule of ONNX, or is newer than this library: export it again for opset 17.",
        RuntimeStatus.NotImplemented => "This build of ONNX Runtime has no kernel for it: use another provider, such as --provider cpu.",
        RuntimeStatus.NoSuchFile => "Check the path, and that weight files lie beside the model.",
        RuntimeStatus.ProviderFailed => "Try --provider cpu.",
        RuntimeStatus.InvalidArgument => "Check the shapes and types against the session's inputs and outputs.",
        _ => "",
    };
}
