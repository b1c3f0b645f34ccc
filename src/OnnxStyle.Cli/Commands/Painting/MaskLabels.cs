using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Cli.Commands;

/// <summary>What the colours of masks mean, as <c>--labels</c> says it.</summary>
internal static class MaskLabels
{
    /// <summary>The nine colours of the paper.</summary>
    public const string Default = "deep-photo";

    /// <summary>The grey level is the label.</summary>
    public const string Grey = "grey";

    /// <summary>Equal colours are equal labels.</summary>
    public const string Exact = "exact";

    /// <summary>Reads the maps of content and style; null where there are none.</summary>
    /// <exception cref="InputFileException">The file of labels is missing, or no palette.</exception>
    /// <exception cref="ImageFormatException">A mask is missing, damaged or no such map.</exception>
    public static (LabelMap? Content, LabelMap? Style) Load(string? content, string? style, string labels)
    {
        if (content is null || style is null) return (null, null);
        LabelPalette palette = labels switch
        {
            Default => LabelPalette.DeepPhotoStrict,
            Grey => LabelPalette.GreyLevels,
            Exact => LabelFile.PaletteOf(content, style),
            _ => Read(labels),
        };
        return (LabelFile.Load(content, palette), LabelFile.Load(style, palette));
    }

    private static LabelPalette Read(string path)
    {
        try
        {
            return LabelPaletteFile.Parse(InputFileException.ReadAllText(path));
        }
        catch (OptionsException error)
        {
            throw new InputFileException(path, string.Join("; ", error.Problems), error);
        }
    }
}
