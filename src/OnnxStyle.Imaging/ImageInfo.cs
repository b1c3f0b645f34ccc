namespace OnnxStyle.Imaging;

/// <summary>What the header of a picture says. Nothing has been decoded yet, so the pixels may still be damaged.</summary>
public sealed record ImageInfo
{
    /// <summary>jpeg, png, webp, tiff or heif.</summary>
    public required string Format { get; init; }

    /// <summary>Pixels across as stored, before the orientation is applied.</summary>
    public required int Width { get; init; }

    /// <summary>Pixels down as stored, before the orientation is applied.</summary>
    public required int Height { get; init; }

    /// <summary>Samples in a pixel, alpha included.</summary>
    public required int Bands { get; init; }

    /// <summary>Bits in a sample: 8, 16, or 32 and 64 for floating point.</summary>
    public required int BitDepth { get; init; }

    /// <summary>What the samples mean: srgb, grey, cmyk, lab, linear or other.</summary>
    public required string ColorSpace { get; init; }

    /// <summary>Whether the last sample of a pixel is its opacity.</summary>
    public required bool HasAlpha { get; init; }

    /// <summary>Whether the file carries an ICC profile.</summary>
    public required bool HasProfile { get; init; }

    /// <summary>EXIF's orientation, 1 (upright) to 8.</summary>
    public required int Orientation { get; init; }

    /// <summary>Pixels across as a viewer shows it.</summary>
    public int DisplayWidth => Orientation > 4 ? Height : Width;

    /// <summary>Pixels down as a viewer shows it.</summary>
    public int DisplayHeight => Orientation > 4 ? Width : Height;
}
