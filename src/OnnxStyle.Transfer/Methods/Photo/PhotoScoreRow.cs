namespace OnnxStyle.Transfer;

/// <summary>What one picture scores.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="MattingEnergy">V^T M V / (H W), summed over red, green and blue: how far it is from locally affine functions of the content's colours. 0 for the content itself.</param>
/// <param name="Style">The style loss of all classes by their shares, relative to the mean square of the style's Gram matrices, averaged over layers: 0 has the style's statistics, about 1 has nothing of them.</param>
/// <param name="Edges"><see cref="Imaging.EdgeSimilarity"/> with the content: 1 has its edges.</param>
public readonly record struct PhotoScoreRow(string Name, double MattingEnergy, double Style, double Edges);
