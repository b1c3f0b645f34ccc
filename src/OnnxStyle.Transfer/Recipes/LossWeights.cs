using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// The exact factors between the inner losses and the named conventions. With C channels and M = H W positions, c the inner content loss and s the
/// inner style loss: sum((F F^T - S S^T)^2) = s C^2 M^2 and 1/2 sum((F - P)^2) = c C M / 2, everything else follows.
/// </summary>
public static class LossWeights
{
    /// <summary>The side of a pixel's range on which jcjohnson/neural-style sums its total variation.</summary>
    private const double NeuralStyleRange = 256;

    /// <summary>The factor of the inner content loss of one layer.</summary>
    /// <param name="convention">The convention.</param>
    /// <param name="feature">The layer's shape, <c>[1, C, H, W]</c>.</param>
    /// <param name="targetScale">The mean square of P.</param>
    /// <param name="layers">How many layers the content has.</param>
    public static double Content(LossConvention convention, Shape feature, double targetScale, int layers)
    {
        ArgumentNullException.ThrowIfNull(feature);
        return convention switch
        {
            LossConvention.Balanced => 1 / (Positive(targetScale) * layers),
            LossConvention.Paper => 0.5 * feature.ElementCount,
            _ => 1,
        };
    }

    /// <summary>The factor of the inner style loss of one layer.</summary>
    /// <param name="convention">The convention.</param>
    /// <param name="feature">The layer's shape, <c>[1, C, H, W]</c>.</param>
    /// <param name="targetScale">The mean square of the target.</param>
    /// <param name="layers">How many layers the style has.</param>
    public static double Style(LossConvention convention, Shape feature, double targetScale, int layers)
    {
        ArgumentNullException.ThrowIfNull(feature);
        double channels = feature[1];
        return convention switch
        {
            LossConvention.Balanced => 1 / (Positive(targetScale) * layers),
            LossConvention.Paper => 0.25 / layers,
            LossConvention.GatysCode => 1000 / (channels * channels),
            LossConvention.NeuralStyle => 1 / (channels * channels),
            _ => 1,
        };
    }

    /// <summary>The factor of the inner total variation. jcjohnson/neural-style adds only a gradient, that of half the sum of squares.</summary>
    /// <param name="convention">The convention.</param>
    /// <param name="image">The picture's shape, <c>[1, 3, H, W]</c>.</param>
    public static double TotalVariation(LossConvention convention, Shape image)
    {
        ArgumentNullException.ThrowIfNull(image);
        return convention == LossConvention.NeuralStyle ? 0.5 * NeuralStyleRange * NeuralStyleRange * image.ElementCount : 1;
    }

    internal static double Factor(LossConvention convention, LossTerm term, LossNode node, Shape image, int layers) => term.Role switch
    {
        LossRole.Content => Content(convention, node.Feature.Shape, node.TargetScale, layers),
        LossRole.Style => Style(convention, node.Feature.Shape, node.TargetScale, layers),
        LossRole.TotalVariation => TotalVariation(convention, image),
        _ => 1,
    };

    // A black style has statistics of zero; its losses then count as they are.
    private static double Positive(double scale) => scale > 1e-20 ? scale : 1;
}
