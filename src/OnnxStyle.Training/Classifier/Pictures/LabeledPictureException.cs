using OnnxStyle.Tensors;

namespace OnnxStyle.Training;

/// <summary>Labelled pictures are missing, too few, or their table cannot be read. Remedy: see the message.</summary>
public sealed class LabeledPictureException : OnnxStyleException
{
    /// <summary>Makes an error about a folder or table of pictures.</summary>
    /// <param name="path">The folder or table.</param>
    /// <param name="reason">What is wrong and what helps, as part of a sentence.</param>
    /// <param name="innerException">The cause, or null.</param>
    public LabeledPictureException(string path, string reason, Exception? innerException = null)
        : base($"'{path}' {reason}.", innerException) => Path = path;

    /// <summary>The folder or table.</summary>
    public string Path { get; }
}
