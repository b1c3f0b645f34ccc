using OnnxStyle.Imaging;

namespace OnnxStyle.Training;

/// <summary>From a picture of any size to the square that a classifier sees.</summary>
internal static class PictureInput
{
    /// <summary>Reads a picture; one far larger than the square is made smaller while it is decoded.</summary>
    public static Image Load(string path, FeatureOptions options)
    {
        ImageInfo info = ImageFile.Inspect(path);
        double shrink = 2.0 * options.Side / Math.Min(info.Width, info.Height);
        return Square(ImageFile.Load(path, shrink >= 1 ? null : new ImageLoadOptions { Size = ImageSize.LongSide((int)Math.Ceiling(shrink * Math.Max(info.Width, info.Height))) }), options);
    }

    /// <summary>Bars cut, then fitted.</summary>
    public static Image Square(Image picture, FeatureOptions options) =>
        PictureFrame.Fit(options.TrimBorders ? DarkBorders.Trim(picture) : picture, options.Side, options.Side, options.Fit);
}
