namespace OnnxStyle.Transfer;

/// <summary>
/// What the weights of a run mean. The inner losses are means: content = mean((F - P)^2), style = mean over C x C of
/// (G - A)^2 with G = F F^T / (H W). The other conventions are exact factors on them; section Recipes.
/// </summary>
public enum LossConvention
{
    /// <summary>
    /// Ours: the content loss divided by the mean square of P, each style loss by the mean square of its target, and both averaged over
    /// their layers. The numbers are relative errors, so one pair of weights fits every encoder, pooling and size.
    /// </summary>
    Balanced,

    /// <summary>The inner losses as they are.</summary>
    Inner,

    /// <summary>Gatys, Ecker, Bethge 2016, equations 1 to 7: content 1/2 sum((F - P)^2), style sum((G - A)^2) / (4 C^2 M^2) with G = F F^T, layers averaged.</summary>
    Paper,

    /// <summary>leongatys/PytorchNeuralStyleTransfer: content mean square, style mean square of G / M with the layer weight 1000 / C^2.</summary>
    GatysCode,

    /// <summary>jcjohnson/neural-style: content mean square, style mean square of G / (C M), total variation as half a sum of squares on the 0..256 scale.</summary>
    NeuralStyle,
}
