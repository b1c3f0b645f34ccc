using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>An index holds no work of that id. Remedy: an id as the catalogue writes it.</summary>
public sealed class UnknownWorkException : OnnxStyleException
{
    /// <summary>Makes an error about an id.</summary>
    /// <param name="id">The id that was asked for.</param>
    /// <param name="path">The index.</param>
    /// <param name="near">The id of the index that comes next to it in order.</param>
    public UnknownWorkException(string id, string path, string near)
        : base($"'{path}' holds no work '{id}'; the next in order is '{near}'. Give an id as the catalogue writes it, capitals included.") => Id = id;

    /// <summary>The id that was asked for.</summary>
    public string Id { get; }
}
