using OnnxStyle.Tensors;

namespace OnnxStyle.Imaging;

/// <summary>Reads maps of labels as people draw them. Colour profiles are ignored, so that the numbers in the file count; what is transparent is black.</summary>
public static class LabelFile
{
    private static readonly ImageLoadOptions Raw = new() { ApplyProfile = false, Background = (0, 0, 0) };

    /// <summary>Reads a map. With a palette that has a tolerance, soft borders and the noise of jpg are cleaned (<see cref="LabelCleaning"/>).</summary>
    /// <param name="path">The file.</param>
    /// <param name="palette">Which colour is which label; null: the nine colours of Deep Photo Style Transfer within 0.1.</param>
    /// <exception cref="ImageFormatException">As <see cref="ImageFile.Load"/>, or the file is no map of such labels.</exception>
    public static LabelMap Load(string path, LabelPalette? palette = null)
    {
        palette ??= LabelPalette.DeepPhotoStrict;
        Image image = ImageFile.Load(path, Raw);
        try
        {
            LabelMap map = LabelMap.FromImage(image, palette);
            return palette.IsGrey || palette.Tolerance >= 1 ? map : LabelCleaning.Clean(map);
        }
        catch (ShapeException error)
        {
            const string Remedy = "say with other labels what its colours mean, or save it as png without smoothing";
            throw new ImageFormatException(path, $"is no map of labels: {error.Expected} were expected, {error.Found} found; {Remedy}", innerException: error);
        }
    }

    /// <summary>The palette of all colours in some maps, exactly.</summary>
    /// <param name="paths">The files.</param>
    /// <exception cref="ImageFormatException">As <see cref="ImageFile.Load"/>, or there are more than 64 colours.</exception>
    public static LabelPalette PaletteOf(params ReadOnlySpan<string> paths)
    {
        Image[] images = new Image[paths.Length];
        for (int i = 0; i < images.Length; i++) images[i] = ImageFile.Load(paths[i], Raw);
        try
        {
            return LabelPalette.Of(images);
        }
        catch (ShapeException error)
        {
            const string Remedy = "save the masks as png without smoothing, or name the colours";
            throw new ImageFormatException(paths[0], $"is no map of exact colours: there are more than {LabelPalette.LargestCount}; {Remedy}", innerException: error);
        }
    }
}
