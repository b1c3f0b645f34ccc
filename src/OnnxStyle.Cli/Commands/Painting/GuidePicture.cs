using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Cli.Commands;

/// <summary>Reads a picture that must lie pixel on pixel over another.</summary>
internal static class GuidePicture
{
    /// <summary>Reads a picture and scales it to the size of another of the same shape.</summary>
    /// <param name="path">The picture to read.</param>
    /// <param name="option">The word of the command line that names it.</param>
    /// <param name="other">The picture whose size it takes.</param>
    /// <param name="otherPath">Its name, for the message.</param>
    /// <param name="terminal">Receives a note if it was scaled.</param>
    /// <exception cref="OptionsException">The shapes differ by more than rounding: these pictures do not belong together.</exception>
    public static Image Load(string path, string option, Image other, string otherPath, Terminal terminal)
    {
        Image picture = ImageFile.Load(path);
        if ((picture.Width, picture.Height) == (other.Width, other.Height)) return picture;
        (int width, int height) = ImageResize.FitLongSide(picture.Width, picture.Height, Math.Max(other.Width, other.Height));
        if (Math.Abs(width - other.Width) > 1 || Math.Abs(height - other.Height) > 1)
            throw new OptionsException(option, [$"{path} is {picture.Width} x {picture.Height} pixels and {otherPath} {other.Width} x {other.Height}: of another shape; give the picture that belongs to it, or crop one of them"]);
        terminal.Note($"{path} is scaled from {picture.Width} x {picture.Height} to {other.Width} x {other.Height}.");
        return ImageResize.Resize(picture, other.Width, other.Height);
    }
}
