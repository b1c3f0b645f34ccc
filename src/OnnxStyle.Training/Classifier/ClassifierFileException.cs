using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>A file is no classifier that this program made, or damaged. Remedy: see the message.</summary>
public sealed class ClassifierFileException : OnnxStyleException
{
    /// <summary>Makes an error about a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reason">What is wrong and what helps, as part of a sentence.</param>
    /// <param name="innerException">The cause, or null.</param>
    public ClassifierFileException(string path, string reason, Exception? innerException = null)
        : base($"'{path}' {reason}.", innerException) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }
}
