using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging;

/// <summary>How a picture is read.</summary>
public sealed record ImageLoadOptions
{
    /// <summary>The largest picture that is decoded, in megapixels (10^6), checked against the header before any pixel is. 1 to 700.</summary>
    public double MaximumMegapixels { get; init; } = 400;

    /// <summary>The size that the result has; the default keeps the file's.</summary>
    public ImageSize Size { get; init; } = ImageSize.Native;

    /// <summary>What shows through transparent pixels: red, green and blue in [0, 1]. White by default.</summary>
    public (float Red, float Green, float Blue) Background { get; init; } = (1, 1, 1);

    /// <summary>Whether EXIF's orientation is applied. Default: yes.</summary>
    public bool ApplyOrientation { get; init; } = true;

    /// <summary>Whether an ICC profile in the file is applied. Default: yes. Set to false for a file whose profile is damaged.</summary>
    public bool ApplyProfile { get; init; } = true;

    /// <summary>Checks every value.</summary>
    /// <exception cref="OptionsException">One or more values are out of range.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (!(MaximumMegapixels is > 0 and <= 700)) problems.Add($"{nameof(MaximumMegapixels)} must be above 0 and at most 700, is {MaximumMegapixels}");
        if (!(Background.Red is >= 0 and <= 1 && Background.Green is >= 0 and <= 1 && Background.Blue is >= 0 and <= 1))
            problems.Add($"{nameof(Background)} must hold three numbers from 0 to 1, is {Background}");
        if (Size is null) problems.Add($"{nameof(Size)} must not be null");
        OptionsException.ThrowIfAny(nameof(ImageLoadOptions), problems);
    }
}
