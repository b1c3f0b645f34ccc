using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>A file is no index, or is damaged, or was written by another version. Remedy: make it again from the catalogue.</summary>
public sealed class IndexFormatException : OnnxStyleException
{
    /// <summary>Makes an error about an index file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reason">What is wrong, as part of a sentence.</param>
    /// <param name="innerException">The cause, or null.</param>
    public IndexFormatException(string path, string reason, Exception? innerException = null)
        : base($"'{path}' {reason}. `onnxstyle recommend index CATALOGUE.csv -o INDEX` makes an index.", innerException) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }
}
