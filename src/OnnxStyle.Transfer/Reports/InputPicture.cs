namespace OnnxStyle.Transfer;

/// <summary>A picture that went into a run, so that a repetition can be sure to take the same.</summary>
public sealed record InputPicture
{
    /// <summary>What it was: <c>content</c>, <c>style</c>, <c>start</c>, <c>frozen</c> or the name of a region's mask.</summary>
    public string Role { get; init; } = "";

    /// <summary>Where it came from, when the caller said so.</summary>
    public string? Path { get; init; }

    /// <summary>The width in pixels.</summary>
    public int Width { get; init; }

    /// <summary>The height in pixels.</summary>
    public int Height { get; init; }

    /// <summary>SHA-256 of the decoded values (float32, planar), in hexadecimal.</summary>
    public string Sha256 { get; init; } = "";
}
