namespace OnnxStyle.Recommender;

/// <summary>How works are added to an index; everything else is as when it was made.</summary>
public sealed record AddOptions
{
    /// <summary>The folder of the new pictures; null: that of the index. Without pictures in the index it must be null.</summary>
    public string? PictureFolder { get; init; }

    /// <summary>The folder of installed models; null: the user's.</summary>
    public string? ModelFolder { get; init; }

    /// <summary>ONNX Runtime's execution provider. Never replaced silently.</summary>
    public string Provider { get; init; } = "CPU";

    /// <summary>Threads of ONNX Runtime, 0 or more; 0: one for each processor.</summary>
    public int Threads { get; init; }
}
