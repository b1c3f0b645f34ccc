namespace OnnxStyle.Transfer;

/// <summary>The picture that the optimiser starts from.</summary>
public enum Initialization
{
    /// <summary>The content.</summary>
    Content,

    /// <summary>Gaussian noise about the mean colour of the content, from the seed.</summary>
    Noise,

    /// <summary>The first style, stretched to the content's size.</summary>
    Style,

    /// <summary>A picture that the caller gives.</summary>
    File,
}
