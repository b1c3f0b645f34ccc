using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Recommender;

/// <summary>How pictures become vectors.</summary>
public sealed record PictureOptions
{
    /// <summary>The folder of the pictures: a work's is its <c>image_path</c> in there or, where that is empty, its id with the ending of a picture.</summary>
    public required string Folder { get; init; }

    /// <summary>The encoder: <c>encoder</c> (the small one that comes along), an installed model such as <c>vgg19</c>, or the path of a weight file.</summary>
    public string Encoder { get; init; } = "encoder";

    /// <summary>A model of the user's that makes the vectors of pictures in place of the encoder, which makes only those of texture then; null: none.</summary>
    public EmbeddingOptions? Embedding { get; init; }

    /// <summary>The folder of installed models; null: the user's.</summary>
    public string? ModelFolder { get; init; }

    /// <summary>The side of the square that the encoder sees, 32 to 2,048 pixels.</summary>
    public int Side { get; init; } = 224;

    /// <summary>How pictures become square.</summary>
    public PictureFit Fit { get; init; } = PictureFit.Crop;

    /// <summary>The layers whose Gram matrices are the texture, one or more.</summary>
    public IReadOnlyList<string> TextureLayers { get; init; } = ["relu1_1", "relu2_1", "relu3_1"];

    /// <summary>Elements of a texture vector, 1 to 1,024; never more than there are pictures.</summary>
    public int TextureSize { get; init; } = 64;

    /// <summary>ONNX Runtime's execution provider. Never replaced silently.</summary>
    public string Provider { get; init; } = "CPU";

    /// <summary>Threads of ONNX Runtime; 0: one for each processor.</summary>
    public int Threads { get; init; }

    /// <summary>What a picture's vectors come from, for messages that say that it is not what it was.</summary>
    internal string Another => Embedding is null
        ? $"another encoder than the '{Encoder}' that is here now"
        : $"another model than the '{Embedding.Model}' that is here now, or another encoder than the '{Encoder}'";

    internal void Check(List<string> problems)
    {
        if (string.IsNullOrEmpty(Folder)) problems.Add("Pictures.Folder is empty: expected the folder of the pictures");
        if (string.IsNullOrEmpty(Encoder)) problems.Add("Pictures.Encoder is empty: expected encoder, vgg19 or the path of a weight file");
        if (Side is < 32 or > 2048) problems.Add($"Pictures.Side is {Side}: expected 32 to 2048");
        if (!Enum.IsDefined(Fit)) problems.Add($"Pictures.Fit is {Fit}: expected Crop, Stretch or Letterbox");
        if (TextureLayers.Count == 0) problems.Add("Pictures.TextureLayers is empty: expected one or more layers such as relu2_1");
        if (TextureSize is < 1 or > 1024) problems.Add($"Pictures.TextureSize is {TextureSize}: expected 1 to 1024");
        Embedding?.Check(problems);
        if (Threads < 0) problems.Add($"Pictures.Threads is {Threads}: expected 0 or more");
    }
}
