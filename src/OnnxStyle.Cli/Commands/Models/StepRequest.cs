namespace OnnxStyle.Cli.Commands;

/// <summary>What a command line of <c>model export --step</c> asks for, before any picture is opened.</summary>
internal sealed record StepRequest
{
    /// <summary>The pictures and options; the output is the ONNX file.</summary>
    public required StylizeRequest Pictures { get; init; }

    /// <summary>Where the picture of the first step goes, or null.</summary>
    public string? StartPicture { get; init; }
}
