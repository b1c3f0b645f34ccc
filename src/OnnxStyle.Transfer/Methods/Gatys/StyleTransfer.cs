using OnnxStyle.Imaging;
using OnnxStyle.Networks;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// Paints photographs in the style of paintings (Gatys, Ecker, Bethge 2015, 2016, and the controls of 2017). One object, one record of options:
/// the encoder is opened once and may paint many pictures, one at a time.
/// </summary>
public sealed class StyleTransfer : IDisposable
{
    private readonly PaintEngine engine;
    private bool disposed;

    /// <summary>Opens the encoder.</summary>
    /// <param name="options">The options; null for the defaults.</param>
    /// <exception cref="OptionsException">An option is out of its range.</exception>
    /// <exception cref="ModelMissingException">The encoder is not installed.</exception>
    /// <exception cref="UnknownLayerException">The encoder has no such layer.</exception>
    public StyleTransfer(StylizeOptions? options = null)
    {
        Options = options ?? new StylizeOptions();
        Options.Validate();
        engine = new PaintEngine(Options.Engine);
        _ = engine.Deepest(Options.ContentLayers.Concat(Options.StyleLayers).Select(layer => layer.Layer));
    }

    /// <summary>The options.</summary>
    public StylizeOptions Options { get; }

    /// <summary>The encoder that paints.</summary>
    public Encoder Encoder => engine.Encoder;

    /// <summary>Paints a photograph in the style of one or more paintings.</summary>
    /// <param name="content">The photograph.</param>
    /// <param name="styles">The paintings.</param>
    /// <param name="progress">Told after each iteration; null: nobody.</param>
    /// <param name="cancellationToken">Ends the run early; the best picture so far is returned then.</param>
    /// <returns>The painting, in [0, 1].</returns>
    /// <exception cref="OnnxStyleException">A picture is too small, or does not fit the options.</exception>
    public Image Paint(Image content, IReadOnlyList<Image> styles, IProgress<StylizeProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Run(new StylizeInputs { Content = content, Styles = styles }, progress, null, null, cancellationToken).Picture;

    /// <summary>Paints, with everything that a run can take and give.</summary>
    /// <param name="inputs">The pictures.</param>
    /// <param name="progress">Told after each iteration; null: nobody.</param>
    /// <param name="snapshots">Takes a picture every <see cref="StylizeOptions.SnapshotEvery"/> iterations; null: nobody.</param>
    /// <param name="resume">Where to go on; its options replace those of this object, which must be of the same encoder. Null: from the start.</param>
    /// <param name="cancellationToken">Ends the run early, also within an iteration; the result then holds the best picture and a checkpoint.</param>
    /// <exception cref="OnnxStyleException">A picture is too small, does not fit the options, or the checkpoint is of other pictures.</exception>
    public StylizeResult Run(
        StylizeInputs inputs, IProgress<StylizeProgress>? progress = null, ISnapshotSink? snapshots = null, Checkpoint? resume = null, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        ArgumentNullException.ThrowIfNull(inputs);
        if (resume is { Eastern: not null }) throw new CheckpointException("of another method", "one of stylize", "one of eastern");
        List<string> notes = resume is null ? [] : [.. resume.Facts.Notes];
        StylizeOptions options = resume?.Options ?? Options;
        options.Validate();
        inputs.Validate(options);
        if (resume is null && options.MaxMemoryBytes is long most) options = FitMemory(options, inputs, most, notes);
        using RunProfile? profile = Options.ProfilePath is null ? null : new RunProfile(engine);
        StylizeResult result = new StylizeRun(engine, options, inputs, progress, snapshots, notes, cancellationToken).Run(resume);
        profile?.Save(Options.ProfilePath!);
        return result;
    }

    /// <summary>What a run will take, before it starts.</summary>
    /// <param name="inputs">The pictures; only their sizes count.</param>
    /// <param name="calibrate">Whether to time one small evaluation (under a second or two) so that the time can be estimated.</param>
    public RunEstimate Estimate(StylizeInputs inputs, bool calibrate = false)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        ArgumentNullException.ThrowIfNull(inputs);
        inputs.Validate(Options);
        return RunEstimator.Of(engine, Options, inputs, calibrate);
    }

    /// <summary>The largest painting whose estimate fits a memory.</summary>
    /// <param name="inputs">The pictures; only their sizes count.</param>
    /// <param name="maxBytes">The memory, bytes.</param>
    /// <returns>The longer side in pixels, at most that of the options.</returns>
    /// <exception cref="OptionsException">Not even the smallest painting fits.</exception>
    public int FitMemory(StylizeInputs inputs, long maxBytes)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        ArgumentNullException.ThrowIfNull(inputs);
        inputs.Validate(Options);
        return RunEstimator.LargestSide(engine, Options, inputs, maxBytes);
    }

    /// <summary>Ends the use of this object and frees its transformed filters.</summary>
    public void Dispose()
    {
        disposed = true;
        engine.Dispose();
    }

    private StylizeOptions FitMemory(StylizeOptions options, StylizeInputs inputs, long most, List<string> notes)
    {
        (int width, int height) = StylizePlan.FullSize(options, inputs.Content);
        int side = RunEstimator.LargestSide(engine, options, inputs, most);
        if (side < Math.Max(width, height)) notes.Add($"the longer side was reduced from {Math.Max(width, height)} to {side} pixels to stay within {most} bytes");
        double smaller = side / (double)Math.Max(width, height);
        return options with
        {
            LongSide = side,
            AreaSide = null,
            StyleSize = options.StyleSize is int size ? Math.Max(16, (int)Math.Round(size * smaller)) : null,
            MaxMemoryBytes = null,
        };
    }
}
