using OnnxStyle.Tensors;

namespace OnnxStyle.Networks;

/// <summary>A model is not installed. Remedy: <see cref="Remedy"/>.</summary>
public sealed class ModelMissingException : OnnxStyleException
{
    /// <summary>Makes the error.</summary>
    /// <param name="model">The name that was asked for.</param>
    /// <param name="folder">Where it was looked for.</param>
    /// <param name="remedy">How to get it, as a sentence.</param>
    public ModelMissingException(string model, string folder, string remedy)
        : base($"The model '{model}' is not in {folder}. {remedy}")
    {
        Model = model;
        Folder = folder;
        Remedy = remedy;
    }

    /// <summary>The name that was asked for.</summary>
    public string Model { get; }

    /// <summary>Where it was looked for.</summary>
    public string Folder { get; }

    /// <summary>How to get it.</summary>
    public string Remedy { get; }
}
