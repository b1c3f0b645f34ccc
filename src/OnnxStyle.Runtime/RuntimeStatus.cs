namespace OnnxStyle.Runtime;

/// <summary>Why ONNX Runtime refused or failed. The numbers are those of its <c>OrtErrorCode</c>.</summary>
public enum RuntimeStatus
{
    /// <summary>No failure.</summary>
    Ok = 0,

    /// <summary>Something failed that has no code of its own.</summary>
    Fail = 1,

    /// <summary>An argument does not fit, such as the extents of an input.</summary>
    InvalidArgument = 2,

    /// <summary>A file is missing.</summary>
    NoSuchFile = 3,

    /// <summary>There is no model.</summary>
    NoModel = 4,

    /// <summary>The engine failed.</summary>
    EngineError = 5,

    /// <summary>An exception was caught inside the library.</summary>
    RuntimeFault = 6,

    /// <summary>The bytes are not an ONNX model.</summary>
    InvalidProtobuf = 7,

    /// <summary>A model is loaded already.</summary>
    ModelLoaded = 8,

    /// <summary>No kernel for an operator with these types.</summary>
    NotImplemented = 9,

    /// <summary>The bytes are a model, but its graph is not valid.</summary>
    InvalidGraph = 10,

    /// <summary>The execution provider failed.</summary>
    ProviderFailed = 11,

    /// <summary>Loading was cancelled.</summary>
    LoadCanceled = 12,

    /// <summary>The model must be compiled first.</summary>
    RequiresCompilation = 13,

    /// <summary>Something that was looked up is not there.</summary>
    NotFound = 14,
}
