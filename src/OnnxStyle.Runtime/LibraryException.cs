using OnnxStyle.Tensors;

namespace OnnxStyle.Runtime;

/// <summary>The native library of ONNX Runtime is missing, cannot be loaded, or is too old. The message says where was looked and what to do.</summary>
public sealed class LibraryException : OnnxStyleException
{
    /// <summary>Makes an error about the native library.</summary>
    /// <param name="message">What, where, and the remedy.</param>
    /// <param name="innerException">The loader's error, or null.</param>
    public LibraryException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
