using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging;

/// <summary>How a contact sheet looks.</summary>
public sealed record ContactSheetOptions
{
    /// <summary>The long side of every picture in pixels, 16 to 4096; smaller ones are enlarged.</summary>
    public int CellSide { get; init; } = 256;

    /// <summary>The height of a capital letter in captions, in sevenths of pixels: 2 gives 14 pixels. 1 to 20.</summary>
    public float TextScale { get; init; } = 2;

    /// <summary>Checks every value.</summary>
    /// <exception cref="OptionsException">One or more values are out of range.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (CellSide is < 16 or > 4096) problems.Add($"{nameof(CellSide)} must be 16 to 4096, is {CellSide}");
        if (!(TextScale is >= 1 and <= 20)) problems.Add($"{nameof(TextScale)} must be 1 to 20, is {TextScale}");
        OptionsException.ThrowIfAny(nameof(ContactSheetOptions), problems);
    }
}
