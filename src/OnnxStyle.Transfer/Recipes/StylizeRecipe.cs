using OnnxStyle.Networks;

namespace OnnxStyle.Transfer;

/// <summary>
/// The weights and step sizes that a run takes where its options name none. The right style weight depends on the convention, the optimiser and the
/// picture one starts from; one set for all does not exist (gordicaleksa's verified weights differ by 30 to 3000 times between starts).
/// </summary>
public sealed record StylizeRecipe
{
    /// <summary>Alpha.</summary>
    public double ContentWeight { get; init; }

    /// <summary>Beta.</summary>
    public double StyleWeight { get; init; }

    /// <summary>The weight of the total variation.</summary>
    public double TotalVariationWeight { get; init; }

    /// <summary>The step size.</summary>
    public double LearningRate { get; init; }

    /// <summary>The recipe for some options; what they name themselves is kept.</summary>
    /// <param name="options">The options.</param>
    /// <param name="encoder">The encoder: the named conventions count features as they are, so a network whose mean activation is 1 needs other weights than VGG-19 as published.</param>
    public static StylizeRecipe For(StylizeOptions options, EncoderCard encoder)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(encoder);
        (double content, double style) = options.Convention switch
        {
            // Balanced: tuned by looking at pictures of VGG-19. From 5 (a tinted photograph) to 60 (the content dissolves) all are paintings.
            LossConvention.Balanced => (1.0, (options.Start is Initialization.Content or Initialization.File ? 20.0 : 10.0) * encoder.StyleStrength),
            LossConvention.Paper => (1.0, encoder.IsNormalised ? 1e5 : 1e3),
            LossConvention.NeuralStyle => (5.0, encoder.IsNormalised ? 1e4 : 100.0),
            _ => (1.0, 1.0),
        };
        style = options.StyleWeight ?? style;
        double variation = options.Convention switch
        {
            // It smooths what the style roughens. Below 15 the small encoder leaves a fine weave in plain areas, from 100 on edges soften (VGG-19 hardly
            // notices either); with little style it would only blur the photograph.
            LossConvention.Balanced => Math.Min(2 * style, 40),
            LossConvention.NeuralStyle => encoder.IsNormalised ? 0 : 1e-3,
            _ => 0,
        };
        return new StylizeRecipe
        {
            ContentWeight = options.ContentWeight ?? content,
            StyleWeight = style,
            TotalVariationWeight = options.TotalVariationWeight ?? variation,
            LearningRate = Rate(options.Optimizer),
        };
    }

    internal static double Rate(OptimizerChoice choice) => choice.LearningRate ?? choice.Kind switch
    {
        OptimizerKind.LBfgs => 1,
        OptimizerKind.Adam => 0.02,
        OptimizerKind.RmsProp => 0.005,
        _ => 0.1,
    };
}
