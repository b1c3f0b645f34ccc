namespace OnnxStyle.Tensors;

/// <summary>A file could not be written; nothing half-written was left and what was there before is unchanged. Remedy: <see cref="Remedy"/>.</summary>
public sealed class FileWriteException : OnnxStyleException
{
    /// <summary>Makes an error about a file that could not be written.</summary>
    /// <param name="path">The file that was to be written.</param>
    /// <param name="reason">What went wrong, as part of a sentence.</param>
    /// <param name="remedy">What the reader can do, as a sentence.</param>
    /// <param name="innerException">The cause, or null.</param>
    public FileWriteException(string path, string reason, string remedy, Exception? innerException = null)
        : base($"'{path}' could not be written: {reason}. {remedy}", innerException)
    {
        Path = path;
        Remedy = remedy;
    }

    /// <summary>The file that was to be written.</summary>
    public string Path { get; }

    /// <summary>What the reader can do.</summary>
    public string Remedy { get; }
}
