using System.Text.Json;
using OnnxStyle.Imaging;
using OnnxStyle.Kernels;
using OnnxStyle.Tensors;

namespace OnnxStyle.Transfer;

/// <summary>
/// Gives a photograph the look of another and leaves it a photograph (Luan et al. 2017): Gatys' method with a style loss for each class of a segmentation and the
/// <see cref="MattingTerm"/>, which lets colours change only as affine functions of the content's within every small window.
/// </summary>
/// <remarks>
/// L = alpha L_content + Gamma sum_c share_c L_style(c) + lambda L_m. The style loss of class c compares Gram matrices of features that are multiplied by the class's
/// mask, carried down by <see cref="GuideMode.Average"/>; share_c is the class's part of the content's area, as in the code.
/// Differs from the code: the guides have mean(T^2) = 1, where it divides Gram matrices by mean(T), so that a class of one colour has the same Gram matrix
/// however soft its mask has become; the photorealism and total variation are part of the loss; between the levels of the pyramid the change of the
/// content is enlarged rather than the picture, which keeps the content's fine lines.
/// </remarks>
public static class PhotoTransfer
{
    // 13 entries and three channels of the product a pixel, in float32, with room for the strips' edges.
    private const long LaplacianBytes = 80;

    /// <summary>Transfers.</summary>
    /// <param name="inputs">The pictures.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="progress">Told after each iteration; null: nobody.</param>
    /// <param name="snapshots">Takes pictures on the way, without checkpoints; null: nobody.</param>
    /// <param name="cancellationToken">Ends the run early; the result then holds the best picture.</param>
    /// <exception cref="OnnxStyleException">An option, mask, layer or size does not work.</exception>
    public static PhotoResult Run(
        PhotoInputs inputs, PhotoOptions? options = null, IProgress<StylizeProgress>? progress = null, ISnapshotSink? snapshots = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        options ??= new PhotoOptions();
        options.Validate();
        if (inputs.Stylised is not null && !options.Fast) throw new OptionsException(nameof(PhotoInputs), ["Stylised is for the fast mode: set Fast, too"]);
        if (options.Fast) return PhotoFast.Run(inputs, options, progress, cancellationToken);
        PhotoClasses classes = inputs.Classes();
        using PaintEngine engine = new(options.Engine);
        _ = engine.Deepest(options.ContentLayers.Concat(options.StyleLayers).Select(layer => layer.Layer));
        List<string> notes = [.. classes.Notes];
        StylizeInputs pictures = new() { Content = inputs.Content, Styles = [inputs.Style], Regions = Regions(classes) };
        options = FitMemory(engine, options, pictures, notes);
        using RunProfile? profile = options.ProfilePath is null ? null : new RunProfile(engine);
        using KernelSet kernels = KernelSet.Processor(options.Engine.Threads);
        PhotoWeights weights = PhotoWeights.For(options, engine.Encoder.Card);
        List<RunReport> reports = [];
        StylizeResult? result = null;
        for (int stage = 0; stage < options.Stages && result?.Report.Cancelled != true; stage++)
        {
            bool last = stage == options.Stages - 1;
            StylizeInputs from = pictures with { Start = result?.Picture ?? (options.Start == PhotoStart.Colors ? PhotoFast.Recolored(inputs.Content, inputs.Style, classes) : null) };
            Initialization start = from.Start is not null ? Initialization.File : options.Start == PhotoStart.Noise ? Initialization.Noise : Initialization.Content;
            StylizeOptions below = Below(options, weights) with { Start = start };
            PhotoStage part = new(stage, options.Stages, reports.Sum(report => report.Levels.Count), reports.Sum(report => report.Seconds), progress, snapshots);
            RunAdditions additions = new()
            {
                KeepsLast = options.GradientOnly,
                Enlarge = (shown, level) => Enlarged(inputs.Content, shown, level),
                Outside = last && weights.Photorealism > 0 ? level => [Term(kernels, inputs.Content, level, options, weights)] : null,
            };
            result = new StylizeRun(engine, below, from, part, part, stage == 0 ? notes : [], cancellationToken, additions).Run(null);
            reports.Add(part.Shifted(result.Report));
        }

        profile?.Save(options.ProfilePath!);
        Image optimized = result!.Picture;
        Image picture = Finished(optimized, inputs.Content, options);
        return new PhotoResult { Picture = picture, Optimized = optimized, Report = Report(inputs, options, weights, reports, picture) };
    }

    /// <summary>The picture after the filters that the options ask for, in [0, 1].</summary>
    internal static Image Finished(Image picture, Image content, PhotoOptions options)
    {
        Image sized = PreparedPictures.Sized(content, picture.Width, picture.Height);
        if (options.Affine) picture = LocalAffineFilter.Of(picture, sized, options.LocalAffine);
        if (options.Refine) picture = GuidedFilter.Refine(picture, sized, options.Refinement);
        return picture.Clipped();
    }

    /// <summary>The picture of a smaller level at the size of the next: what has changed against the content there, enlarged, on the content here.</summary>
    internal static Image Enlarged(Image content, Image shown, PlannedLevel level)
    {
        Image small = PreparedPictures.Sized(content, shown.Width, shown.Height), large = PreparedPictures.Sized(content, level.Width, level.Height);
        float[] change = new float[shown.Planar.Length];
        for (int i = 0; i < change.Length; i++) change[i] = shown.Planar[i] - small.Planar[i];
        change = ImageResize.Planar(change, 3, shown.Width, shown.Height, level.Width, level.Height, Resampling.Bicubic);
        for (int i = 0; i < change.Length; i++) change[i] += large.Planar[i];
        return new Image(level.Width, level.Height, change).Clipped();
    }

    private static MattingTerm Term(KernelSet kernels, Image content, PlannedLevel level, PhotoOptions options, PhotoWeights weights) =>
        new(kernels, PreparedPictures.Sized(content, level.Width, level.Height), options.MattingEpsilon, weights.Photorealism, weights.IsMean ? 1.0 / ((double)level.Width * level.Height) : 1, options.GradientOnly);

    internal static StyleRegion[] Regions(PhotoClasses classes) => [.. classes.Classes.Select(entry => new StyleRegion
    {
        Name = entry.Name,
        Content = entry.Content,
        Style = entry.Style,
        Weight = entry.Content.Coverage * classes.Classes.Count, // regions are averaged, classes are added
    })];

    private static StylizeOptions Below(PhotoOptions options, PhotoWeights weights) => new()
    {
        Engine = options.Engine,
        ContentLayers = options.ContentLayers,
        StyleLayers = options.StyleLayers,
        Convention = options.Convention,
        ContentWeight = weights.Content,
        StyleWeight = weights.Style,
        TotalVariationWeight = weights.TotalVariation,
        LongSide = options.LongSide,
        StyleScale = options.StyleScale,
        Pyramid = options.Pyramid,
        SmallestSide = options.SmallestSide,
        Iterations = options.Iterations,
        LaterIterations = options.LaterIterations,
        Optimizer = options.Optimizer,
        GuideMode = GuideMode.Average,
        Seed = options.Seed,
        SnapshotEvery = options.SnapshotEvery,
    };

    private static PhotoOptions FitMemory(PaintEngine engine, PhotoOptions options, StylizeInputs pictures, List<string> notes)
    {
        if (options.MaxMemoryBytes is not long most) return options;
        (int width, int height) = ImageResize.FitLongSide(pictures.Content.Width, pictures.Content.Height, options.LongSide);
        long room = most - (LaplacianBytes * width * height); // of the size that was asked for: a smaller picture leaves some of it
        StylizeOptions below = Below(options, PhotoWeights.For(options, engine.Encoder.Card));
        int side = RunEstimator.LargestSide(engine, below, pictures, Math.Max(1, room));
        if (side < options.LongSide) notes.Add($"the longer side was reduced from {options.LongSide} to {side} pixels to stay within {most} bytes");
        return options with { LongSide = side, MaxMemoryBytes = null };
    }

    /// <summary>The pictures for a report.</summary>
    internal static IReadOnlyList<InputPicture> Describe(PhotoInputs inputs)
    {
        List<InputPicture> list = [PictureHash.Of("content", inputs.Content), PictureHash.Of("style", inputs.Style)];
        if (inputs.ContentLabels is not null) list.Add(PictureHash.Of("content mask", inputs.ContentLabels));
        if (inputs.StyleLabels is not null) list.Add(PictureHash.Of("style mask", inputs.StyleLabels));
        if (inputs.Stylised is not null) list.Add(PictureHash.Of("stylised", inputs.Stylised));
        return list;
    }

    private static RunReport Report(PhotoInputs inputs, PhotoOptions options, PhotoWeights weights, List<RunReport> stages, Image picture) => stages[^1] with
    {
        Method = "photo",
        Options = JsonSerializer.SerializeToElement(options, OptionsJson.Default.PhotoOptions),
        Inputs = Describe(inputs),
        Weights = new Dictionary<string, double> { ["content"] = weights.Content, ["style"] = weights.Style, ["totalVariation"] = weights.TotalVariation, ["photorealism"] = weights.Photorealism },
        Levels = [.. stages.SelectMany(stage => stage.Levels)],
        Final = !options.GradientOnly ? stages[^1].Final : stages[^1].Log is [.., LossRow last] ? last : null,
        Log = [.. stages.SelectMany(stage => stage.Log)],
        Notes = [.. stages.SelectMany(stage => stage.Notes).Distinct()],
        Seconds = stages.Sum(stage => stage.Seconds),
        PictureSha256 = PictureHash.Of(picture.Planar),
    };
}
