using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging;

/// <summary>How a picture is written. The format itself follows from the file's extension.</summary>
public sealed record ImageSaveOptions
{
    /// <summary>Bits in a sample: 8, or 16 for png and tif.</summary>
    public int BitDepth { get; init; } = 8;

    /// <summary>Quality of jpg and webp, 1 to 100. JPEG is written without chroma subsampling.</summary>
    public int Quality { get; init; } = 95;

    /// <summary>Whether webp keeps every sample as it is; <see cref="Quality"/> is then the effort.</summary>
    public bool Lossless { get; init; }

    /// <summary>Effort of png, 0 (fast, large) to 9 (slow, small).</summary>
    public int Compression { get; init; } = 6;

    /// <summary>Whether an sRGB profile is written into the file, which grows by some hundred bytes. Files without one are read as sRGB too.</summary>
    public bool EmbedProfile { get; init; } = true;

    /// <summary>Checks every value.</summary>
    /// <exception cref="OptionsException">One or more values are out of range.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (BitDepth is not (8 or 16)) problems.Add($"{nameof(BitDepth)} must be 8 or 16, is {BitDepth}");
        if (Quality is < 1 or > 100) problems.Add($"{nameof(Quality)} must be 1 to 100, is {Quality}");
        if (Compression is < 0 or > 9) problems.Add($"{nameof(Compression)} must be 0 to 9, is {Compression}");
        OptionsException.ThrowIfAny(nameof(ImageSaveOptions), problems);
    }
}
