namespace OnnxStyle.Imaging;

/// <summary>How a picture of any shape becomes the square that the encoder sees. It changes what tall scrolls are near to.</summary>
public enum PictureFit
{
    /// <summary>The middle square, cut out.</summary>
    Crop,

    /// <summary>The whole picture, squeezed.</summary>
    Stretch,

    /// <summary>The whole picture in its shape, the rest filled with its mean colour.</summary>
    Letterbox,
}
