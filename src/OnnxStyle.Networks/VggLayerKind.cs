namespace OnnxStyle.Networks;

/// <summary>What a layer of a VGG network does.</summary>
public enum VggLayerKind
{
    /// <summary>A 3x3 convolution with bias, stride 1, padding 1; its output is before the ReLU.</summary>
    Convolution,

    /// <summary>max(x, 0) of the convolution of the same number.</summary>
    Relu,

    /// <summary>2x2 pooling, stride 2, after the last ReLU of a block.</summary>
    Pool,
}
