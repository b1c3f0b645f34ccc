using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging;

/// <summary>How a contact sheet looks.</summary>
public sealed record ContactSheetOptions
{
    /// <summary>The long side of every picture in pixels, 16 to 4096; smaller ones are enlarged.</summary>
    public int CellSide { get; init; } = 256;

    /// <summary>The height of a capital letter in captions, in sevenths of pixels: 2 gives 14 pixels. 1 to 20.</summary>
    public float TextScale { get; init; } = 2;

    /// <summary>The most lines of a caption or header, 1 to 40; what does not fit ends in dots.</summary>
    public int MostLines { get; init; } = 3;

    /// <summary>The least width of a column in pixels, 0 to 4096, so that captions have room below narrow or small pictures.</summary>
    public int LeastColumn { get; init; }

    /// <summary>Checks every value.</summary>
    /// <exception cref="OptionsException">One or more values are out of range.</exception>
    public void Validate()
    {
        List<string> problems = [];
        if (CellSide is < 16 or > 4096) problems.Add($"{nameof(CellSide)} must be 16 to 4096, is {CellSide}");
        if (!(TextScale is >= 1 and <= 20)) problems.Add($"{nameof(TextScale)} must be 1 to 20, is {TextScale}");
        if (MostLines is < 1 or > 40) problems.Add($"{nameof(MostLines)} must be 1 to 40, is {MostLines}");
        if (LeastColumn is < 0 or > 4096) problems.Add($"{nameof(LeastColumn)} must be 0 to 4096, is {LeastColumn}");
        OptionsException.ThrowIfAny(nameof(ContactSheetOptions), problems);
    }
}
