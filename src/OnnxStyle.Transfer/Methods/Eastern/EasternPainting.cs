using OnnxStyle.Imaging;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// Paints a photograph as an eastern painting: strokes along the edges, washes, and much empty paper. Gatys' method with four changes: the content is a
/// drawing of the photograph (<see cref="EdgeMap"/>), its lines and its paper are held pixel by pixel (<see cref="DrawingLoss"/>), the run starts from white
/// paper, and a convolution in front of the encoder, trained on the style, shows the style loss more of strokes and paper (<see cref="FrontLayer"/>).
/// </summary>
public static class EasternPainting
{
    /// <summary>Paints.</summary>
    /// <param name="photo">The photograph.</param>
    /// <param name="style">The painting whose hand is wanted.</param>
    /// <param name="options">The options; null for the defaults, an ink landscape.</param>
    /// <param name="front">A front layer that was trained before; null: one is trained now, unless the options want none.</param>
    /// <param name="progress">Told after each iteration; null: nobody.</param>
    /// <param name="cancellationToken">Ends the run early; the result then holds the best picture.</param>
    /// <exception cref="OnnxStyleException">An option, layer or size does not work.</exception>
    public static EasternResult Run(
        Image photo, Image style, EasternOptions? options = null, FrontLayer? front = null, IProgress<StylizeProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Run(new EasternInputs { Photo = photo, Style = style, Front = front }, options, progress, null, null, cancellationToken);

    /// <summary>Paints, with everything that a run can take and give.</summary>
    /// <param name="inputs">The pictures.</param>
    /// <param name="options">The options; null for the defaults, an ink landscape.</param>
    /// <param name="progress">Told after each iteration; null: nobody.</param>
    /// <param name="snapshots">Takes a picture every <see cref="EasternOptions.SnapshotEvery"/> iterations; null: nobody.</param>
    /// <param name="resume">Where to go on; its options and its front layer count in place of those given. Null: from the start.</param>
    /// <param name="cancellationToken">Ends the run early; the result then holds the best picture and a checkpoint.</param>
    /// <exception cref="OnnxStyleException">An option, layer or size does not work, or the checkpoint is of another method or of other pictures.</exception>
    public static EasternResult Run(
        EasternInputs inputs, EasternOptions? options, IProgress<StylizeProgress>? progress, ISnapshotSink? snapshots, Checkpoint? resume, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(inputs.Photo);
        ArgumentNullException.ThrowIfNull(inputs.Style);
        if (resume is { Eastern: null }) throw new CheckpointException("of another method", "one of eastern", "one of stylize");
        options = resume?.Eastern?.Options ?? options ?? new EasternOptions();
        options.Validate();
        using PaintEngine engine = new(options.Engine);
        _ = engine.Deepest(options.ContentLayers.Concat(options.StyleLayers).Select(layer => layer.Layer));
        return new EasternRun(engine, inputs, options, progress, snapshots, cancellationToken).Run(resume);
    }
}
