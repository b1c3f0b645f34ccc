using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging;

/// <summary>A file is not a picture that this program reads, or is damaged. Remedy: convert it, or fetch it again.</summary>
public sealed class ImageFormatException : OnnxStyleException
{
    /// <summary>Makes an error about a picture.</summary>
    /// <param name="source">The file, or a word for bytes that have none.</param>
    /// <param name="reason">What is wrong, as part of a sentence, with the remedy.</param>
    /// <param name="detail">What the library said, for somebody who looks for the cause; may be empty.</param>
    /// <param name="innerException">The cause, or null.</param>
    public ImageFormatException(string source, string reason, string detail = "", Exception? innerException = null)
        : base($"'{source}' {reason}.", innerException)
    {
        Origin = source;
        Detail = detail;
    }

    /// <summary>The file, or a word for bytes that have none.</summary>
    public string Origin { get; }

    /// <summary>What the library said. It is one text for the whole process and may be about another file: show it, do not branch on it.</summary>
    public string Detail { get; }
}
