using OnnxStyle.Tensors;

namespace OnnxStyle.Onnx;

/// <summary>An ONNX file is damaged, or holds something that this reader refuses. Remedy: get or export the file again.</summary>
public sealed class OnnxFormatException : OnnxStyleException
{
    /// <summary>Makes an error about a place in a file.</summary>
    /// <param name="offset">Where in the file, in bytes from its start.</param>
    /// <param name="problem">What is wrong there, without a full stop.</param>
    /// <param name="innerException">The cause, or null.</param>
    public OnnxFormatException(long offset, string problem, Exception? innerException = null)
        : base($"ONNX file, byte {offset}: {problem}.", innerException) => Offset = offset;

    /// <summary>Where in the file the problem was seen, in bytes from its start.</summary>
    public long Offset { get; }
}
