using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>How works are added to an index; everything else is as when it was made.</summary>
public sealed record AddOptions
{
    /// <summary>The folder of the new pictures; null: that of the index. Without pictures in the index it must be null.</summary>
    public string? PictureFolder { get; init; }

    /// <summary>Where the .onnx file of the index's <see cref="PictureOptions.Embedding"/> is now; null: where it was. It must be that model.</summary>
    public string? EmbeddingModel { get; init; }

    /// <summary>The folder of installed models; null: the user's.</summary>
    public string? ModelFolder { get; init; }

    /// <summary>ONNX Runtime's execution provider. Never replaced silently.</summary>
    public string Provider { get; init; } = "CPU";

    /// <summary>Threads of ONNX Runtime, 0 or more; 0: one for each processor.</summary>
    public int Threads { get; init; }

    /// <summary>How new pictures become vectors: as those of the index did, from where things are now.</summary>
    /// <param name="made">How those of the index did.</param>
    /// <exception cref="OptionsException">A model is given and the index was made without one.</exception>
    internal PictureOptions Over(PictureOptions made)
    {
        if (EmbeddingModel is not null && made.Embedding is null)
            throw new OptionsException(nameof(AddOptions), [$"EmbeddingModel: the pictures of the index were read by the encoder '{made.Encoder}' and not by a model; leave it out"]);
        return made with
        {
            Folder = PictureFolder ?? made.Folder,
            Embedding = EmbeddingModel is null ? made.Embedding : made.Embedding! with { Model = EmbeddingModel },
            ModelFolder = ModelFolder,
            Provider = Provider,
            Threads = Threads,
        };
    }
}
