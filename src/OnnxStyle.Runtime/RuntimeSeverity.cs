namespace OnnxStyle.Runtime;

/// <summary>How serious a message of ONNX Runtime is. The numbers are its own.</summary>
public enum RuntimeSeverity
{
    /// <summary>Details for its developers.</summary>
    Verbose = 0,

    /// <summary>Information.</summary>
    Info = 1,

    /// <summary>Something unexpected that does not stop the work.</summary>
    Warning = 2,

    /// <summary>Something failed.</summary>
    Error = 3,

    /// <summary>Nothing further will work.</summary>
    Fatal = 4,
}
