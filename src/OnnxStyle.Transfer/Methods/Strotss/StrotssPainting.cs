using OnnxStyle.Imaging;
using OnnxStyle.Networks;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// STROTSS (Kolkin, Salavon, Shakhnarovich, "Style Transfer by Relaxed Optimal Transport and Self-Similarity", CVPR 2019): the style is a set of features that may be moved,
/// the content is how parts of the picture resemble one another. With guidance by regions and by points.
/// </summary>
/// <remarks>
/// Differs from the authors' code (nkolkin13/STROTSS): positions and samples of the style are drawn anew in each step, as the paper says; regions are sampled within their
/// masks; guided points enter the matrix of costs as in equation 9; lengths below 1e-3 never give NaN. <see cref="StrotssOptions.AsPublished"/> undoes the first.
/// </remarks>
public static class StrotssPainting
{
    /// <summary>Paints.</summary>
    /// <param name="inputs">The pictures and the guidance.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="progress">Told after each iteration; null: nobody.</param>
    /// <param name="snapshots">Takes a picture every <see cref="StrotssOptions.SnapshotEvery"/> iterations; null: nobody.</param>
    /// <param name="resume">Where to go on; its options replace those given, but for the machinery. Null: from the start.</param>
    /// <param name="cancellationToken">Ends the run early; the result then holds the picture so far and a checkpoint.</param>
    /// <exception cref="OptionsException">An option, region or point does not work.</exception>
    /// <exception cref="ModelMissingException">The encoder is not installed.</exception>
    /// <exception cref="OnnxStyleException">A picture is too small, or the checkpoint is of other pictures.</exception>
    public static StrotssResult Run(
        StrotssInputs inputs, StrotssOptions? options = null, IProgress<StylizeProgress>? progress = null, ISnapshotSink? snapshots = null, Checkpoint? resume = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        options = resume is null ? options ?? new StrotssOptions()
            : resume.Strotss ?? throw new CheckpointException("of another method", "one of strotss", "one of stylize");
        options.Validate();
        inputs.Validate();
        using PaintEngine engine = new(options.Engine);
        _ = engine.Deepest(options.Layers);
        return new StrotssRun(engine, options, inputs, progress, snapshots, cancellationToken).Run(resume);
    }
}
