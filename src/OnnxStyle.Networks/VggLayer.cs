namespace OnnxStyle.Networks;

/// <summary>One named layer: a row of the table that a <see cref="VggArchitecture"/> is.</summary>
/// <param name="Name">Such as <c>conv4_2</c>, <c>relu4_2</c> or <c>pool4</c>.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Block">The block, from 1.</param>
/// <param name="Index">The convolution within its block, from 1; 0 for a pool.</param>
/// <param name="Channels">The channels that come out.</param>
/// <param name="Factors">The thinner convolutions that a convolution consists of; null where it is one of 3x3, and for other layers.</param>
public sealed record VggLayer(string Name, VggLayerKind Kind, int Block, int Index, int Channels, VggFactors? Factors = null)
{
    /// <summary>How many 2x2 poolings lie between the image and this layer's output, its own included.</summary>
    public int Halvings => Kind == VggLayerKind.Pool ? Block : Block - 1;
}
