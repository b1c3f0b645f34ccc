using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>A folder or table of pictures cannot be read, or names too few, or too few of a class. Remedy: see the message.</summary>
public sealed class PictureListException : OnnxStyleException
{
    /// <summary>Makes the error.</summary>
    /// <param name="path">The folder or table.</param>
    /// <param name="reason">What is wrong and what helps, as the rest of a sentence.</param>
    /// <param name="innerException">The cause, or null.</param>
    public PictureListException(string path, string reason, Exception? innerException = null)
        : base($"'{path}' {reason}.", innerException) => Path = path;

    /// <summary>The folder or table.</summary>
    public string Path { get; }
}
