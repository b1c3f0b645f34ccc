using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>A file is no catalogue of works. Remedy: see the message; the columns are described by <see cref="Catalogue"/>.</summary>
public sealed class CatalogueException : OnnxStyleException
{
    /// <summary>Makes an error about a whole catalogue.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reason">What is wrong with it and what helps, as part of a sentence.</param>
    /// <param name="innerException">The cause, or null.</param>
    public CatalogueException(string path, string reason, Exception? innerException = null)
        : base($"'{path}' {reason}.", innerException) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }
}
