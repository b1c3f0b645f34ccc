namespace OnnxStyle.Networks;

/// <summary>What lies around the preprocessed image where the first convolution looks over its border. Deeper layers pad with zeros.</summary>
public enum FirstPadding
{
    /// <summary>Zeros, that is the mean colour, as the network was trained.</summary>
    Zero,

    /// <summary>The nearest pixel: no dark or light frame in the picture (crowsonkb/style-transfer-pytorch).</summary>
    Replicate,
}
