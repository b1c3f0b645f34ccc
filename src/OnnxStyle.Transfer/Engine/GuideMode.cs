namespace OnnxStyle.Transfer;

/// <summary>How the mask of a region is carried from the picture to the positions of a layer (NeuralImageSynthesis).</summary>
public enum GuideMode
{
    /// <summary>The mask is scaled to the layer's size.</summary>
    Simple,

    /// <summary>Every position that sees any pixel of the region.</summary>
    All,

    /// <summary>Every position that sees only pixels of the region.</summary>
    Inside,

    /// <summary>
    /// Averaged on the way: over 3x3 at each convolution, with zeros around the picture, and over the windows of each pooling (Luan et al. 2017).
    /// </summary>
    Average,
}
