using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>A model cannot turn pictures into vectors. Remedy: see the message.</summary>
public sealed class EmbeddingModelException : OnnxStyleException
{
    /// <summary>Makes an error about a model.</summary>
    /// <param name="path">The file.</param>
    /// <param name="reason">What is wrong and what helps, as part of a sentence.</param>
    /// <param name="innerException">The cause, or null.</param>
    public EmbeddingModelException(string path, string reason, Exception? innerException = null)
        : base($"'{path}' {reason}.", innerException) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }
}
