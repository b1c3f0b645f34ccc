namespace OnnxStyle.Recommender;

/// <summary>By which vectors pictures are compared.</summary>
public enum PictureMethod
{
    /// <summary>The encoder's features: means and deviations of its channels.</summary>
    Encoder,

    /// <summary>The histogram of colours, a baseline.</summary>
    Palette,
}
