namespace OnnxStyle.Networks;

/// <summary>
/// How one convolution is split into thinner ones with nothing between them: 1x1 to <see cref="Reduced"/> channels, 3x3 to <see cref="Filters"/>
/// channels, 1x1 to the channels of the layer (X. Zhang et al., "Accelerating Very Deep Convolutional Networks for Classification and Detection",
/// 2015; with the first 1x1 it is the Tucker decomposition of Kim et al., ICLR 2016).
/// </summary>
/// <param name="Reduced">The channels that the 3x3 filters read, made by a 1x1 convolution without bias; 0: they read the layer before.</param>
/// <param name="Filters">How many 3x3 filters there are.</param>
public sealed record VggFactors(int Reduced, int Filters);
