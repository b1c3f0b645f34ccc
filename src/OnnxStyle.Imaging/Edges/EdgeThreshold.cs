namespace OnnxStyle.Imaging;

/// <summary>What the two thresholds of an edge detector count.</summary>
public enum EdgeThreshold
{
    /// <summary>The part of the pixels, in percent, whose slope is smaller: fits pictures of any contrast.</summary>
    Percentile,

    /// <summary>The slope itself, as in OpenCV: the length of Sobel's gradient on the scale of 0 to 255, up to 1442; a step from black to white has 1020.</summary>
    Value,
}
